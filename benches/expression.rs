//! Time per value of a cross section with constants folded, beside native Rust and the crate `exmex`; and the time to
//! parse and compile it. Then what complex amplitudes cost, and a sum over an index beside the same sum written out.
//!
//! `cargo bench --bench expression`; divan reports the time per value as items/s.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use exmex::Express as _;
use frazil::expression::{Ast, Bindings, Environment, IndexSets, Program, Scratch, Symbol, compile};
use frazil::units::{Dimension, Quantity};
use num_complex::Complex64;

const FORMULA: &str = "B^2*C^2/(16*pi*s)*sqrt((s - 4*mK^2)/(s - 4*mphi^2))";
const B: f64 = 0.3;
const C: f64 = 2.5;
const M_K: f64 = 0.494;
const M_PHI: f64 = 0.2;
const POINTS: usize = 1024;

struct Parameters;

impl Environment for Parameters {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        let constant = |value, dimension| Some(Symbol::Constant(Quantity::new(value, dimension)));
        match name {
            "s" => Some(Symbol::Variable { slot: 0, dimension: Dimension::power(2) }),
            "B" => constant(B, Dimension::NONE),
            "C" => constant(C, Dimension::NONE),
            "mK" => constant(M_K, Dimension::MASS),
            "mphi" => constant(M_PHI, Dimension::MASS),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

fn points() -> Vec<f64> {
    (0..POINTS).map(|i| 1.0 + 0.01 * i as f64).collect()
}

fn cross_section(b: f64, c: f64, m_k: f64, m_phi: f64, s: f64) -> f64 {
    b * b * c * c / (16.0 * std::f64::consts::PI * s) * ((s - 4.0 * m_k * m_k) / (s - 4.0 * m_phi * m_phi)).sqrt()
}

#[divan::bench]
fn blocks(bencher: Bencher) {
    let (program, _) = compile(&Ast::parse(FORMULA).unwrap(), &Parameters, None).unwrap();
    let (s, mut out, mut scratch) = (points(), vec![0.0; POINTS], Scratch::new());
    bencher.counter(ItemsCount::new(POINTS)).bench_local(|| {
        program.eval_block(&[black_box(&s)], &mut out, &mut scratch).unwrap();
        out[POINTS - 1]
    });
}

#[divan::bench]
fn one_by_one(bencher: Bencher) {
    let (program, _) = compile(&Ast::parse(FORMULA).unwrap(), &Parameters, None).unwrap();
    let (s, mut scratch) = (points(), Scratch::new());
    bencher
        .counter(ItemsCount::new(POINTS))
        .bench_local(|| s.iter().map(|&s| program.eval(&[black_box(s)], &mut scratch).unwrap()).sum::<f64>());
}

#[divan::bench]
fn native_rust(bencher: Bencher) {
    let (s, mut out) = (points(), vec![0.0; POINTS]);
    bencher.counter(ItemsCount::new(POINTS)).bench_local(|| {
        let (b, c, m_k, m_phi) = black_box((B, C, M_K, M_PHI));
        for (out, &s) in out.iter_mut().zip(black_box(&s)) {
            *out = cross_section(b, c, m_k, m_phi, s);
        }
        out[POINTS - 1]
    });
}

#[divan::bench]
fn exmex(bencher: Bencher) {
    let formula = format!("{B}^2*{C}^2/(16*π*s)*sqrt((s-4*{M_K}^2)/(s-4*{M_PHI}^2))");
    let expression = exmex::parse::<f64>(&formula).unwrap();
    let s = points();
    bencher
        .counter(ItemsCount::new(POINTS))
        .bench_local(|| s.iter().map(|&s| expression.eval(&[black_box(s)]).unwrap()).sum::<f64>());
}

#[divan::bench]
fn parse_and_compile() -> usize {
    compile(&Ast::parse(black_box(FORMULA)).unwrap(), &Parameters, None).unwrap().0.len()
}

/// Two interfering resonances, |1/(s − M₁² + i M₁Γ₁) + g/(s − M₂² + i M₂Γ₂)|².
const AMPLITUDE: &str = "abs2(1/(s - mK^2 + I*mK*mphi) + (0.3 + 0.4*I)/(s - 4*mK^2 + I*mK*mphi))*1 GeV^4";
const SUM: &str = "sum(product(s/(1 GeV^2) - i*j, j), i)";
const WRITTEN_OUT: &str = "(s/(1 GeV^2) - 1)*(s/(1 GeV^2) - 2)*(s/(1 GeV^2) - 3) \
    + (s/(1 GeV^2) - 2)*(s/(1 GeV^2) - 4)*(s/(1 GeV^2) - 6) \
    + (s/(1 GeV^2) - 3)*(s/(1 GeV^2) - 6)*(s/(1 GeV^2) - 9)";

fn program(formula: &str) -> Program {
    let mut sets = IndexSets::new();
    for index in ["i", "j"] {
        sets.insert(index, (1..=3).map(|i| i.to_string()).collect());
    }
    let ast = Ast::parse(formula).unwrap().instantiate(&sets, &Bindings::new()).unwrap();
    compile(&ast, &Parameters, None).unwrap().0
}

#[divan::bench(args = [AMPLITUDE, SUM, WRITTEN_OUT])]
fn blocks_of(bencher: Bencher, formula: &str) {
    let program = program(formula);
    let (s, mut out, mut scratch) = (points(), vec![0.0; POINTS], Scratch::new());
    bencher.counter(ItemsCount::new(POINTS)).bench_local(|| {
        program.eval_block(&[black_box(&s)], &mut out, &mut scratch).unwrap();
        out[POINTS - 1]
    });
}

#[divan::bench]
fn native_complex(bencher: Bencher) {
    let (s, mut out) = (points(), vec![0.0; POINTS]);
    bencher.counter(ItemsCount::new(POINTS)).bench_local(|| {
        let (m, width) = black_box((M_K, M_PHI));
        for (out, &s) in out.iter_mut().zip(black_box(&s)) {
            let first = Complex64::new(s - m * m, m * width).inv();
            let second = Complex64::new(0.3, 0.4) / Complex64::new(s - 4.0 * m * m, m * width);
            *out = (first + second).norm_sqr();
        }
        out[POINTS - 1]
    });
}

fn main() {
    divan::main();
}
