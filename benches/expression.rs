//! Time per value of a cross section with constants folded, beside native Rust and the crate `exmex`; and the time to
//! parse and compile it.
//!
//! `cargo bench --bench expression`; divan reports the time per value as items/s.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use exmex::Express as _;
use frazil::expression::{Ast, Environment, Scratch, Symbol, compile};
use frazil::units::{Dimension, Quantity};

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

fn main() {
    divan::main();
}
