//! The quark-mixing matrix of Cabibbo, Kobayashi and Maskawa with its phase, as `sm.CKM[u,d]` in formulas.
//!
//! It is built from the four Wolfenstein parameters of [`constants`](super::constants) by their exact definition (PDG
//! 2024, review 12, eq. 12.4), in the phase convention of the standard parametrisation (eq. 12.3), and therefore unitary
//! to rounding. The moduli `sm.V_ud` to `sm.V_tb` are those that the same fit quotes, rounded each on
//! its own: the two agree within a tenth of the fit's errors, but only the matrix is unitary beyond five digits.

use num_complex::Complex64;

use super::constants as sm;

/// The up-type quarks, which name the rows.
pub const ROWS: [&str; 3] = ["u", "c", "t"];
/// The down-type quarks, which name the columns.
pub const COLUMNS: [&str; 3] = ["d", "s", "b"];

/// The matrix element of the up-type quark `row` and the down-type quark `column`, such as `("u", "s")`; `None` if
/// there are no such quarks.
#[must_use]
pub fn ckm(row: &str, column: &str) -> Option<Complex64> {
    let i = ROWS.iter().position(|&name| name == row)?;
    let j = COLUMNS.iter().position(|&name| name == column)?;
    Some(matrix()[i][j])
}

/// The matrix element with the name `sm.CKM[u,s]`; `None` for any other name.
#[must_use]
pub fn element(name: &str) -> Option<Complex64> {
    let (row, column) = name.strip_prefix("sm.CKM[")?.strip_suffix(']')?.split_once(',')?;
    ckm(row.trim(), column.trim())
}

/// The names of the nine elements, row by row.
pub fn names() -> impl Iterator<Item = String> {
    ROWS.iter().flat_map(|row| COLUMNS.iter().map(move |column| format!("sm.CKM[{row},{column}]")))
}

/// The matrix; rows u, c, t, columns d, s, b.
fn matrix() -> [[Complex64; 3]; 3] {
    let (s12, s23, s13) = mixing();
    let c12 = (1.0 - s12 * s12).sqrt();
    let c23 = (1.0 - s23 * s23).sqrt();
    let c13 = (1.0 - s13.norm_sqr()).sqrt();
    [
        [(c12 * c13).into(), (s12 * c13).into(), s13.conj()],
        [-s12 * c23 - c12 * s23 * s13, c12 * c23 - s12 * s23 * s13, (s23 * c13).into()],
        [s12 * s23 - c12 * c23 * s13, -c12 * s23 - s12 * c23 * s13, (c23 * c13).into()],
    ]
}

/// `s12`, `s23` and `s13 e^{iδ}` from the Wolfenstein parameters (PDG 2024, review 12, eq. 12.4).
fn mixing() -> (f64, f64, Complex64) {
    let (lambda, a) = (sm::CKM_LAMBDA.value, sm::CKM_A.value);
    let apex = Complex64::new(sm::CKM_RHOBAR.value, sm::CKM_ETABAR.value);
    let (s12, s23) = (lambda, a * lambda * lambda);
    let s13 =
        a * lambda.powi(3) * apex * (1.0 - s23 * s23).sqrt() / ((1.0 - s12 * s12).sqrt() * (1.0 - s23 * s23 * apex));
    (s12, s23, s13)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard_model::constants::{Constant, constant};

    fn element_of(row: usize, column: usize) -> Complex64 {
        ckm(ROWS[row], COLUMNS[column]).expect("is an element")
    }

    #[test]
    fn rows_and_columns_are_orthonormal() {
        for i in 0..3 {
            for j in 0..3 {
                let rows: Complex64 = (0..3).map(|k| element_of(i, k) * element_of(j, k).conj()).sum();
                let columns: Complex64 = (0..3).map(|k| element_of(k, i) * element_of(k, j).conj()).sum();
                let expected = if i == j { 1.0 } else { 0.0 };
                // Elements of at most 1 with a few roundings of 1.1e-16 each.
                assert!((rows - expected).norm() < 1e-15, "rows {i} {j}: {rows}");
                assert!((columns - expected).norm() < 1e-15, "columns {i} {j}: {columns}");
            }
        }
    }

    #[test]
    fn moduli_are_those_the_fit_quotes() {
        for (i, row) in ROWS.iter().enumerate() {
            for (j, column) in COLUMNS.iter().enumerate() {
                let quoted = constant(&format!("sm.V_{row}{column}")).expect("is quoted");
                let error = quoted.uncertainty.expect("has one").smaller();
                let difference = (element_of(i, j).norm() - quoted.value).abs();
                // A has three digits, so the small elements differ by up to 0.0005/0.826; the fit's errors are 2 %.
                assert!(difference < 0.1 * error, "{}: {difference:e} of {error:e}", quoted.name);
            }
        }
    }

    #[test]
    fn the_jarlskog_invariant_is_the_published_one() {
        // J = Im(V_us V_cb V_ub* V_cs*) = 3.12 (+0.13 −0.12) e-5 (PDG 2024, review 12, section 12.4): three digits,
        // of which the inputs, with three digits themselves, leave 0.5 %.
        let product = |i: usize, j: usize, k: usize, l: usize| {
            (element_of(i, j) * element_of(k, l) * (element_of(i, l) * element_of(k, j)).conj()).im
        };
        assert!((product(0, 1, 1, 2) / 3.12e-5 - 1.0).abs() < 5e-3, "{:e}", product(0, 1, 1, 2));
        // Any four elements at the corners of a rectangle give it, up to the sign.
        assert!((product(1, 0, 2, 1) / product(0, 1, 1, 2) - 1.0).abs() < 1e-10);
        assert!((product(0, 0, 2, 1) / product(0, 1, 1, 2) + 1.0).abs() < 1e-10);
    }

    #[test]
    fn the_apex_of_the_unitarity_triangle_is_the_input() {
        // ρ̄ + iη̄ = −V_ud V_ub*/(V_cd V_cb*), whatever the phases of the quarks (PDG 2024, review 12, below eq. 12.4).
        let apex = -element_of(0, 0) * element_of(0, 2).conj() / (element_of(1, 0) * element_of(1, 2).conj());
        let input = |c: Constant| c.value;
        assert!((apex - Complex64::new(input(sm::CKM_RHOBAR), input(sm::CKM_ETABAR))).norm() < 1e-14, "{apex}");
        // The phase of the standard parametrisation: δ = 1.147 ± 0.026 (PDG 2024, review 12, section 12.4).
        assert!((-element_of(0, 2).arg() - 1.147).abs() < 2e-3);
    }

    #[test]
    fn elements_are_found_by_name() {
        assert_eq!(names().count(), 9);
        for name in names() {
            assert!(element(&name).is_some(), "{name}");
        }
        assert_eq!(element("sm.CKM[ c , b ]"), ckm("c", "b"));
        for wrong in ["sm.CKM[d,u]", "sm.CKM[u]", "sm.CKM[u,d", "CKM[u,d]", "sm.CKM[u,d,s]", "sm.V_ud"] {
            assert_eq!(element(wrong), None, "{wrong}");
        }
    }
}
