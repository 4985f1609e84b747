use frazil::builtin;
use frazil::model::{Document, Overrides};
use frazil::run::{Family, RunSettings, Varied};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n: usize = a[2].parse().unwrap();
    let text = std::fs::read_to_string(&a[1]).unwrap_or_else(|_| builtin::find(&a[1]).unwrap().text.to_string());
    let document = Document::from_bytes("m", text.into_bytes()).unwrap();
    let ov = Overrides::default();
    let model = document.resolve(&ov).unwrap();
    let p = |name: &str| model.parameters.iter().find(|p| p.name == name).unwrap();
    let own: Vec<f64> = a[3..].iter().map(|n| p(n).value).collect();
    let varied = a[3..].iter().map(|n| Varied { name: n.clone(), dimension: p(n).dimension }).collect();
    let family = Family::new(&document, &ov, varied, RunSettings::default()).unwrap();
    let t = std::time::Instant::now();
    family.point(&own).unwrap();
    eprintln!("first {:?}", t.elapsed());
    let t = std::time::Instant::now();
    for k in 0..n {
        let f = 10f64.powf(k as f64 / n as f64 - 0.5);
        let f = if a[3].starts_with('m') { f.powf(0.2) } else { f };
        let v: Vec<f64> = own.iter().map(|x| x * f).collect();
        if let Err(e) = family.point(&v) {
            eprintln!("{e}");
        }
    }
    eprintln!("{:?} a point", t.elapsed() / n as u32);
}
