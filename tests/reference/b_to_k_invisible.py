"""Writes b-to-k-invisible.json: observables of models/phi-left.yaml and models/b-to-k-nunu.yaml, sharing no code with the
program.

    python3 tests/reference/b_to_k_invisible.py > tests/reference/b-to-k-invisible.json      # needs mpmath

Pairs of scalars, fermions and vectors: the squared matrix element is summed over spins by explicit helicity states in
the rest frame of the pair and averaged over its direction by quadrature, instead of the closed forms of the model file.
Ratios: equations 7 and 8 of the Corfu 2024 proceedings "New physics in B -> K(*) + invisible", and the decay rates with
form factors by the sum over helicities.
"""

import cmath
import json
import math

from mpmath import mpf, pi, sqrt

import b_physics as b

M_B, M_S = mpf("4.18"), mpf("0.0934")
NAMES = ["phi_S", "phi_V", "chi_S", "chi_P", "chi_V", "chi_A", "X_S"]


def matrix(rows):
    return [[complex(x) for x in row] for row in rows]


PAULI = [matrix([[0, 1], [1, 0]]), matrix([[0, -1j], [1j, 0]]), matrix([[1, 0], [0, -1]])]


def times(p, q):
    return [[sum(p[i][k] * q[k][j] for k in range(len(q))) for j in range(len(q[0]))] for i in range(len(p))]


def blocks(p, q, r, s):
    return [p[0] + q[0], p[1] + q[1], r[0] + s[0], r[1] + s[1]]


ONE, ZERO = matrix([[1, 0], [0, 1]]), matrix([[0, 0], [0, 0]])
NEGATIVE = lambda p: [[-x for x in row] for row in p]
# Dirac representation.
GAMMA = [blocks(ONE, ZERO, ZERO, NEGATIVE(ONE))] + [blocks(ZERO, s, NEGATIVE(s), ZERO) for s in PAULI]
GAMMA_5 = blocks(ZERO, ONE, ONE, ZERO)
UNIT = blocks(ONE, ZERO, ZERO, ONE)


def slash(p):
    signs = [1, -1, -1, -1]
    return [[sum(signs[m] * p[m] * GAMMA[m][i][j] for m in range(4)) for j in range(4)] for i in range(4)]


def trace_of(vertex_1, vertex_2, k1, k2, m):
    """Tr[(k1 + m) vertex_1 (k2 - m) vertex_2], the sum over the spins of fermion and antifermion."""
    plus = [[slash(k1)[i][j] + m * UNIT[i][j] for j in range(4)] for i in range(4)]
    minus = [[slash(k2)[i][j] - m * UNIT[i][j] for j in range(4)] for i in range(4)]
    product = times(times(plus, vertex_1), times(minus, vertex_2))
    return sum(product[i][i] for i in range(4))


def pair(kind, m, q2):
    """|C|^2 Lambda^4 times the square of the density, and of the current across and along q (its parts in the rest frame
    of the pair: space and time), averaged over directions."""
    root = math.sqrt(q2)
    speed = math.sqrt(max(1 - 4 * m * m / q2, 0.0))
    v2 = float(b.V_HIGGS) ** 2
    if kind == "phi_S":
        return v2, 0.0, 0.0
    nodes = [(0.5 - math.sqrt(0.15), 5 / 18), (0.5, 8 / 18), (0.5 + math.sqrt(0.15), 5 / 18)]  # exact for cos^2, cos^4
    density = across = along = 0.0
    for t, weight in nodes:
        cos = 2 * t - 1
        sin = math.sqrt(1 - cos * cos)
        k = root / 2 * speed
        k1, k2 = [root / 2, k * sin, 0.0, k * cos], [root / 2, -k * sin, 0.0, -k * cos]
        if kind == "phi_V":
            across += weight * (k1[3] - k2[3]) ** 2
        elif kind == "X_S":
            metric = lambda p, i, j: -(1.0 if i == j == 0 else -1.0 if i == j else 0.0) + p[i] * p[j] / (m * m)
            signs = [1, -1, -1, -1]
            total = sum(signs[i] * signs[j] * metric(k1, i, j) * metric(k2, i, j) for i in range(4) for j in range(4))
            density += weight * v2 * total
        elif kind in ("chi_S", "chi_P"):
            vertex = UNIT if kind == "chi_S" else [[1j * x for x in row] for row in GAMMA_5]
            density += weight * trace_of(vertex, vertex, k1, k2, m).real
        else:
            after = UNIT if kind == "chi_V" else GAMMA_5
            vertices = [times(g, after) for g in GAMMA]
            # Gamma-bar = gamma^0 Gamma^dagger gamma^0 is Gamma itself for both currents.
            across += weight * trace_of(vertices[3], vertices[3], k1, k2, m).real
            along += weight * trace_of(vertices[0], vertices[0], k1, k2, m).real
    return density, across, along


def k_rate(kind, m, scale):
    lam = lambda q2: max(b.kallen(b.B_PLUS**2, b.K_PLUS**2, q2), mpf(0))

    def spectrum(q2):
        density, across, along = pair(kind, float(m), float(q2))
        difference = b.B_PLUS**2 - b.K_PLUS**2
        squared = (b.form_factor("f_0", q2) * difference / (M_B - M_S)) ** 2 * density
        # In the rest frame of the pair the current of the mesons is f_+ sqrt(lambda/q2) along the kaon.
        squared += b.form_factor("f_plus", q2) ** 2 * lam(q2) / q2 * across
        squared += (b.form_factor("f_0", q2) * difference) ** 2 / q2 * along
        return squared / scale**4 * sqrt(lam(q2)) * sqrt(max(1 - 4 * m * m / q2, mpf(0))) / (256 * pi**3 * b.B_PLUS**3)

    return spectrum, 4 * m * m, (b.B_PLUS - b.K_PLUS) ** 2


def kst_rate(kind, m, scale, gamma_5):
    lam = lambda q2: max(b.kallen(b.B_0**2, b.KST_0**2, q2), mpf(0))

    def spectrum(q2):
        density, across, along = pair(kind, float(m), float(q2))
        total = b.B_0 + b.KST_0
        if gamma_5:
            squared = lam(q2) * (b.form_factor("A_0", q2) / (M_B + M_S)) ** 2 * density
            plus = total * b.form_factor("A_1", q2)
            zero = 8 * b.B_0 * b.KST_0 / sqrt(q2) * b.form_factor("A_12", q2)
            squared += (2 * plus**2 + zero**2) * across + lam(q2) / q2 * b.form_factor("A_0", q2) ** 2 * along
        else:
            squared = 2 * lam(q2) * (b.form_factor("V", q2) / total) ** 2 * across
        return squared / scale**4 * sqrt(lam(q2)) * sqrt(max(1 - 4 * m * m / q2, mpf(0))) / (256 * pi**3 * b.B_0**3)

    return spectrum, 4 * m * m, (b.B_0 - b.KST_0) ** 2


def standard(q2):
    return b.form_factor("f_plus", q2) ** 2 * max(b.kallen(b.B_PLUS**2, b.K_PLUS**2, q2), mpf(0)) ** mpf(1.5)


def phi_left(m, scale):
    m = mpf(str(m))
    expect = {}
    efficient = b.mean_efficiency(standard, mpf(0), (b.B_PLUS - b.K_PLUS) ** 2)
    for kind in NAMES:
        rate = k_rate(kind, m, scale)
        expect[f"BR_BK[{kind}]"] = branching = b.TAU_BPLUS * b.integral(*rate)
        expect[f"omega[{kind}]"] = efficient / b.mean_efficiency(*rate)
        expect[f"Lambda_Belle[{kind}]"] = scale * (branching / mpf("1.86e-5")) ** mpf(0.25)
        if kind[-1] in "VA":
            expect[f"BR_B0Kst0[{kind}]"] = b.TAU_B0 * b.integral(*kst_rate(kind, m, scale, False))
        expect[f"BR_B0Kst0_5[{kind}]"] = b.TAU_B0 * b.integral(*kst_rate(kind, m, scale, True))
    return {f"observable.{k}": float(v) for k, v in expect.items()}


def quark_mixing():
    """V_tb V_ts^* as a product of rotations."""
    lam, a, apex = 0.22501, 0.826, 0.1591 + 0.3523j
    s12, s23 = lam, a * lam**2
    k = math.sqrt(1 - a**2 * lam**4)
    ub = (a * lam**3 * apex * k / (math.sqrt(1 - lam**2) * (1 - a**2 * lam**4 * apex))).conjugate()
    s13, up = abs(ub), (ub / abs(ub)).conjugate()
    c12, c23, c13 = (math.sqrt(1 - s * s) for s in (s12, s23, s13))
    return c23 * c13 * (-c12 * s23 - s12 * c23 * s13 * up).conjugate()


def leptoquark(kind, mass, bottom, strange, phase):
    """Equation 11 with V_tb for V_td: C_L, C_R, C_9, C_9' as matrices of two lepton indices."""
    factor = cmath.exp(1j * phase) * math.pi / (math.sqrt(2) * float(b.ALPHA_MZ) * float(b.G_F) * quark_mixing())
    outer = lambda p, q: [[factor * p[j] * q[i] / mass**2 for j in range(3)] for i in range(3)]
    scaled = lambda x, p: [[x * v for v in row] for row in p]
    zero = [[0j] * 3 for _ in range(3)]
    bs, sb = outer(bottom, strange), outer(strange, bottom)
    return {
        "S_0": (scaled(0.5, bs), zero, zero, zero),
        "S_12": (zero, scaled(-0.5, sb), zero, scaled(-0.5, sb)),
        "S_1": (scaled(0.5, bs), zero, bs, zero),
        "V_12": (zero, bs, zero, bs),
        "V_1": (scaled(-2, sb), zero, scaled(-1, sb), zero),
        None: (zero, zero, zero, zero),
    }[kind]


def currents():
    """Rates of B0 -> K*0 nu nu through the vector and the axial current, summed over helicities."""
    lam = lambda q2: max(b.kallen(b.B_0**2, b.KST_0**2, q2), mpf(0))
    total = b.B_0 + b.KST_0

    def vector(q2):
        return q2 * sqrt(lam(q2)) * 2 * (sqrt(lam(q2)) * b.form_factor("V", q2) / total) ** 2

    def axial(q2):
        zero = 8 * b.B_0 * b.KST_0 / sqrt(q2) * b.form_factor("A_12", q2)
        return q2 * sqrt(lam(q2)) * (2 * (total * b.form_factor("A_1", q2)) ** 2 + zero**2)

    end = (b.B_0 - b.KST_0) ** 2
    return float(b.integral(vector, mpf(0), end)), float(b.integral(axial, mpf(0), end))


def neutrinos(left, right, left_p, right_p, charged, charged_p):
    vector, axial = currents()
    c_sm = -1.469 / float(b.S2W)
    pairs = [(i, j) for i in range(3) for j in range(3)]
    r_k, r_kst, k_exact, kst_exact = 1.0, 1.0, 0.0, 0.0
    for i, j in pairs:
        l, r, lp, rp = left[i][j], right[i][j], left_p[i][j], right_p[i][j]
        if i == j:
            r_k -= 0.1 * (l + r).real
            r_kst += -0.1 * l.real + 0.07 * r.real
        r_k += 0.008 * (abs(l + r) ** 2 + abs(lp + rp) ** 2)
        r_kst += 0.008 * (abs(l) ** 2 + abs(r) ** 2 + lp**2 + rp**2)
        r_kst -= 0.01 * ((l * r.conjugate()).real + lp * rp)
        l += c_sm if i == j else 0
        k_exact += abs(l + r) ** 2 + (lp + rp) ** 2
        # The vector current sees the sum, the axial one the difference.
        kst_exact += vector * (abs(l + r) ** 2 + (lp + rp) ** 2) + axial * (abs(l - r) ** 2 + (lp - rp) ** 2)
    weak = float(b.ALPHA_MZ) / (2 * math.pi)
    norm = (b.G_F * b.ALPHA_MZ * c_sm) ** 2 * abs(quark_mixing()) ** 2 / (256 * pi**5 * b.B_PLUS**3)
    expect = {
        "R_K": r_k,
        "R_Kst": r_kst,
        "R_K_exact": k_exact / (3 * c_sm**2),
        "R_Kst_exact": kst_exact / (3 * c_sm**2 * (vector + axial)),
        "interference": (vector - axial) / (vector + axial),
        "BR_BK_SM": float(b.TAU_BPLUS * norm * b.integral(standard, mpf(0), (b.B_PLUS - b.K_PLUS) ** 2)),
        "r_D": weak**2 * (abs(left[2][0]) ** 2 + abs(left[2][1]) ** 2) + abs(1 - weak * left[2][2]) ** 2,
        "C_9_mu": charged[1][1].real,
        "C_9p_mu": charged_p[1][1].real,
    }
    return {f"observable.{k}": v for k, v in expect.items() if v}


def neutrino_cases():
    names = ["e", "mu", "tau"]
    zero = lambda: [[0.0] * 3 for _ in range(3)]
    cases = []

    def add(words, left, right, left_p, right_p, lq=None, mass=2000.0, bottom=(0, 0, 0), strange=(0, 0, 0), phase=0.0):
        from_l, from_r, charged, charged_p = leptoquark(lq, mass, bottom, strange, phase)
        sums = lambda p, q: [[p[i][j] + q[i][j] for j in range(3)] for i in range(3)]
        expect = neutrinos(sums(left, from_l), sums(right, from_r), left_p, right_p, charged, charged_p)
        cases.append({"model": "b-to-k-nunu", "set": words, "expect": expect, "rtol": 3e-9})

    tau = zero()
    tau[2][2] = -13.0
    add([], zero(), tau, zero(), zero())
    words, left, right, left_p, right_p = [], zero(), zero(), zero(), zero()
    for i in range(3):
        for j in range(3):
            for table, name, modulus, phase in [
                (left, "L", 0.5 + i + 0.7 * j, 0.3 * i - 0.9 * j), (right, "R", 4.0 - i * j, 1.1 * i + 0.2 * j),
                (left_p, "Lp", 0.3 * i - 1.5 * j, None), (right_p, "Rp", 1.0 + 0.4 * j, None),
            ]:
                table[i][j] = modulus if phase is None else modulus * cmath.exp(1j * phase)
                words.append(f"{name}[{names[i]},{names[j]}]={modulus!r}")
                if phase is not None:
                    words.append(f"arg_{name}[{names[i]},{names[j]}]={phase!r}")
    add(words, left, right, left_p, right_p)
    bottom, strange, phase = (0.1, -0.3, 0.5), (0.02, 0.05, -0.4), 0.6
    for kind in ("S_0", "S_12", "S_1", "V_12", "V_1"):
        words = ["R[tau,tau]=0", f"present[{kind}]=1", "m_LQ=2.5 TeV", f"arg_LQ={phase}"]
        words += [f"lam_b[{n}]={v}" for n, v in zip(names, bottom)] + [f"lam_s[{n}]={v}" for n, v in zip(names, strange)]
        add(words, zero(), zero(), zero(), zero(), kind, 2500.0, bottom, strange, phase)
    return cases


def main():
    cases = [
        {"model": "phi-left", "set": [f"m={m} GeV", f"Lambda={scale} TeV"], "expect": phi_left(m, 1000 * scale), "rtol": 3e-9}
        for m, scale in [(0.3, 68.0), (1.3, 20.0)]
    ]
    cases += neutrino_cases()
    about = (
        "Written by b_to_k_invisible.py. Spin sums by explicit matrices, rates by quadrature with 30 digits; the program's "
        "integrals are good to 1e-9."
    )
    print("{")
    print(f'  "about": {json.dumps(about)},')
    print('  "cases": [')
    print(",\n".join("    " + json.dumps(case) for case in cases))
    print("  ]\n}")


if __name__ == "__main__":
    main()
