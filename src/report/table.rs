//! Aligned columns of text.

/// Rows of cells; the first column is aligned left, numbers elsewhere right.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table, indented by two spaces; columns that start with a digit in some row are aligned right.
    pub(super) fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &Vec<String>, c: usize| row.get(c).cloned().unwrap_or_default();
        let width = |c: usize| self.rows.iter().map(|r| cell(r, c).chars().count()).max().unwrap_or(0);
        let numeric = |c: usize| {
            c > 0 && self.rows.iter().skip(1).any(|r| cell(r, c).starts_with(|f: char| f.is_ascii_digit() || f == '-'))
        };
        let widths: Vec<(usize, bool)> = (0..columns).map(|c| (width(c), numeric(c))).collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = String::from(" ");
            for (c, &(width, right)) in widths.iter().enumerate() {
                let text = cell(row, c);
                let padding = " ".repeat(width - text.chars().count());
                line.push(' ');
                line.push_str(&if right { padding.clone() + &text } else { text + &padding });
                line.push(' ');
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}
