"""Values of the observables in tests/models/alp-loops.yaml and quark-mixing.yaml, sharing no code with the program.

    python3 tests/reference/formulas.py > tests/reference/formulas.json

Natural units in GeV. The quark-mixing matrix is a product of three rotations, the loop function is written with the
complex arc sine, the strong coupling at 2 GeV is that of src/standard_model/strong_coupling/reference.py.
"""

import cmath
import json
import math

ALPHA = 1 / 137.035999084
ALPHA_S_2_GEV = 0.3015068649461312
GEV_METRE = 6.62607015e-34 / (2 * math.pi) / 1.602176634e-10 * 299792458
QUARKS = {  # mass, charge
    "u": (0.00216, 2 / 3),
    "d": (0.00467, -1 / 3),
    "s": (0.0934, -1 / 3),
    "c": (1.27, 2 / 3),
    "b": (4.18, -1 / 3),
    "t": (172.69, 2 / 3),
}


def loop(x):
    """arXiv:2502.04900, eq. 6: below 1 the branch of arcsin(1/sqrt(x)) with a positive imaginary part."""
    angle = cmath.asin(1 / math.sqrt(x))
    return 1 - x * complex(angle.real, abs(angle.imag)) ** 2


def alp(m_a=2.0, f_a=1e8, coupling=1.0, alpha_s=0.3):
    loops = {q: loop(4 * m * m / m_a**2) for q, (m, _) in QUARKS.items()}
    gluon = sum(coupling * value for value in loops.values()) / 2
    photon = sum(coupling * 3 * QUARKS[q][1] ** 2 * value for q, value in loops.items())

    def gluons(a):
        return abs(gluon) ** 2 * a**2 * m_a**3 / (8 * math.pi**3 * f_a**2) * (1 + 83 * a / (4 * math.pi))

    def quark(m):
        return coupling**2 * 3 * m_a * m * m / (8 * math.pi * f_a**2) * math.sqrt(1 - 4 * m * m / m_a**2)

    photons = abs(photon) ** 2 * ALPHA**2 * m_a**3 / (64 * math.pi**3 * f_a**2)
    others = sum(quark(m) for m, _ in QUARKS.values() if m_a > 2 * m) + photons
    total = gluons(alpha_s) + others
    running = gluons(ALPHA_S_2_GEV)
    return {
        "C_G_re": gluon.real,
        "C_G_im": gluon.imag,
        "C_gamma_abs": abs(photon),
        "BR_gg": gluons(alpha_s) / total,
        "BR_ss": quark(QUARKS["s"][0]) / total,
        "BR_photons": photons / total,
        "c_tau": 1 / total,
        "BR_gg_running": running / (running + others),
    }


def mixing_matrix(lam=0.22501, a=0.826, rho=0.1591, eta=0.3523):
    """PDG 2024, review 12, eq. 12.3 as R_23 . U_13 . R_12, with the angles of eq. 12.4."""
    s23 = a * lam**2
    apex = complex(rho, eta)
    s13 = a * lam**3 * apex * math.sqrt(1 - s23**2) / (math.sqrt(1 - lam**2) * (1 - s23**2 * apex))
    t12, t23, t13, delta = math.asin(lam), math.asin(s23), math.asin(abs(s13)), cmath.phase(s13)
    r23 = [[1, 0, 0], [0, math.cos(t23), math.sin(t23)], [0, -math.sin(t23), math.cos(t23)]]
    u13 = [
        [math.cos(t13), 0, math.sin(t13) * cmath.exp(-1j * delta)],
        [0, 1, 0],
        [-math.sin(t13) * cmath.exp(1j * delta), 0, math.cos(t13)],
    ]
    r12 = [[math.cos(t12), math.sin(t12), 0], [-math.sin(t12), math.cos(t12), 0], [0, 0, 1]]

    def product(x, y):
        return [[sum(x[i][k] * y[k][j] for k in range(3)) for j in range(3)] for i in range(3)]

    return product(r23, product(u13, r12))


def scalar(m_Q=3e3, m_D=2.5e3):
    up = {"u": 0.00216, "c": 1.2730, "t": 172.57}
    m_s, m_b, v = 0.0935, 4.183, 246.21965
    y_q = [cmath.rect(0.4, 0.3), cmath.rect(2, 0), cmath.rect(0.02, -1.1)]
    y_d = [cmath.rect(0.3, 0), cmath.rect(1.5, 0.2), cmath.rect(0.05, 0.9)]
    y_1 = cmath.rect(0.01, 0.5)
    rotated = dict(zip(up, (sum(m * y for m, y in zip(row, y_q)) for row in mixing_matrix())))
    values = {}
    for i in up:
        for j in up:
            pair = rotated[i] * rotated[j].conjugate() / (2 * m_Q**2)
            values[f"up_re[{i},{j}]"] = (pair * (up[i] + up[j])).real
            if i != j:
                values[f"up_im[{i},{j}]"] = (pair * (up[i] + up[j])).imag
                values[f"up_pseudoscalar[{i},{j}]"] = abs(pair * (up[i] - up[j]))
    values["up_over_charm_mass"] = values["up_re[u,c]"] / up["c"]
    mixed = y_q[1] * y_d[2] * y_1 + (y_q[2] * y_d[1] * y_1).conjugate()
    diagonal = y_q[1] * y_q[2].conjugate() / (2 * m_Q**2) + y_d[1].conjugate() * y_d[2] / (2 * m_D**2)
    values["down_sb"] = abs(mixed * v / (math.sqrt(2) * m_Q * m_D) + diagonal * (m_s + m_b))
    return values


def case(model, values, rtol):
    return {
        "model": model,
        "set": [],
        "expect": {f"observable.{name}": value for name, value in values.items()},
        "rtol": rtol,
    }


if __name__ == "__main__":
    about = (
        "Formulas with sums over quarks, complex functions and the quark-mixing matrix, evaluated by formulas.py in double "
        "precision. Some hundred roundings each; im(ỹ ỹ*) cancels to a hundredth."
    )
    cases = [case("alp-loops", alp(), 1e-12), case("quark-mixing", scalar(), 1e-12)]
    print("{\n  \"about\": " + json.dumps(about, ensure_ascii=False) + ",\n  \"cases\": [")
    print(",\n".join("    " + json.dumps(c) for c in cases))
    print("  ]\n}")
