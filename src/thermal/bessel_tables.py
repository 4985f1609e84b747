#!/usr/bin/env python3
"""Writes bessel_tables.rs: polynomials for the scaled modified Bessel functions (needs mpmath).

Run in this directory: python3 bessel_tables.py > bessel_tables.rs
"""
import mpmath as mp

mp.mp.dps = 60
DEGREE = 14
INTERVALS = [("1", "1.5"), ("1.5", "2"), ("2", "3"), ("3", "4"), ("4", "6"), ("6", "8")]
SERIES_TERMS = 10


def monomials(f, a, b):
    """Power-basis coefficients in t in [-1, 1] of the interpolant at the Chebyshev nodes of [a, b]."""
    n = DEGREE + 1
    angles = [mp.pi * (2 * k + 1) / (2 * n) for k in range(n)]
    values = [f((a + b) / 2 + (b - a) / 2 * mp.cos(t)) for t in angles]
    chebyshev = [mp.mpf(2) / n * sum(v * mp.cos(j * t) for v, t in zip(values, angles)) for j in range(n)]
    chebyshev[0] /= 2
    out = [mp.mpf(0)] * n
    previous, current = [mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]
    for j in range(n):
        for i, c in enumerate(previous):
            out[i] += chebyshev[j] * c
        following = [mp.mpf(0)] + [2 * c for c in current]
        for i, c in enumerate(previous):
            following[i] -= c
        previous, current = current, following
    return out


def row(values):
    return "[" + ", ".join(mp.nstr(v, 20, min_fixed=0, max_fixed=0) for v in values) + "]"


def scaled(nu, x):
    return mp.sqrt(x) * mp.exp(x) * mp.besselk(nu, x)


def at_infinity(f, limit):
    return lambda u: limit if u < mp.mpf(10) ** -30 else f(1 / u)


def main():
    print("//! Coefficients for `bessel.rs`, written by `bessel_tables.py`; do not edit.")
    print()
    print("/// ln 2 − γ, γ being Euler's constant.")
    print(f"pub(super) const LN_2_MINUS_GAMMA: f64 = {mp.nstr(mp.log(2) - mp.euler, 20)};")
    for nu in (0, 1):
        rows = [monomials(lambda x: scaled(nu, x), mp.mpf(a), mp.mpf(b)) for a, b in INTERVALS]
        rows.append(monomials(at_infinity(lambda x: scaled(nu, x), mp.sqrt(mp.pi / 2)), mp.mpf(0), mp.mpf(1) / 8))
        print()
        print(f"/// √x eˣ K{nu}(x), one row per interval of `bessel::interval`.")
        print("#[rustfmt::skip]")
        print(f"pub(super) static K{nu}: [[f64; {DEGREE + 1}]; {len(rows)}] = [")
        for r in rows:
            print(f"    {row(r)},")
        print("];")
    deficit = at_infinity(lambda x: x * (1 - mp.besselk(1, x) / mp.besselk(2, x)), mp.mpf(3) / 2)
    print()
    print("/// x (1 − K₁(x)/K₂(x)) for x > 8, in 16/x − 1.")
    print("#[rustfmt::skip]")
    print(f"pub(super) static RATIO_DEFICIT: [f64; {DEGREE + 1}] =")
    print(f"    {row(monomials(deficit, mp.mpf(0), mp.mpf(1) / 8))};")
    harmonic = [mp.harmonic(k) for k in range(SERIES_TERMS + 1)]
    series = {
        "I0": ("Σ qᵏ/(k!)²", [1 / mp.factorial(k) ** 2 for k in range(SERIES_TERMS)]),
        "H0": ("Σ H_k qᵏ/(k!)²", [harmonic[k] / mp.factorial(k) ** 2 for k in range(SERIES_TERMS)]),
        "I1": ("Σ qᵏ/(k!(k+1)!)", [1 / (mp.factorial(k) * mp.factorial(k + 1)) for k in range(SERIES_TERMS)]),
        "H1": (
            "Σ ½(H_k + H_{k+1}) qᵏ/(k!(k+1)!)",
            [(harmonic[k] + harmonic[k + 1]) / 2 / (mp.factorial(k) * mp.factorial(k + 1)) for k in range(SERIES_TERMS)],
        ),
    }
    for name, (formula, values) in series.items():
        print()
        print(f"/// {formula} of the ascending series, q = x²/4.")
        print("#[rustfmt::skip]")
        print(f"pub(super) static {name}: [f64; {SERIES_TERMS}] =")
        print(f"    {row(values)};")


main()
