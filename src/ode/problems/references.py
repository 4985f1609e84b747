"""Reference solutions of the test problems, independent of the integrators under test.

Radau IIA with 7 stages (order 13) in 34-digit arithmetic, steps controlled by how well the collocation polynomial of
the last step predicts the next one. The numbers in use are those of CONTROL = 1e-5; compare with 1e-4 to see the
digits that stand. Needs mpmath, gmpy2.

    python references.py [--1e-4] [problem ...]
"""

import sys

from mpmath import exp, log, matrix, mp, mpf, polyroots

mp.dps = 34
STAGES = 7
CONTROL = mpf(sys.argv.pop(1)[2:]) if len(sys.argv) > 1 and sys.argv[1].startswith("--") else mpf("1e-5")


def radau_nodes(s):
    # Zeros of d^{s-1}/dx^{s-1} [x^{s-1} (x - 1)^s].
    from math import comb, factorial

    coefficients = [mpf(0)] * (2 * s)
    for k in range(s + 1):
        coefficients[s - 1 + k] = mpf(comb(s, k)) * (-1) ** (s - k)
    derived = []
    for power, c in enumerate(coefficients):
        if power >= s - 1:
            derived.append(c * factorial(power) / factorial(power - s + 1))
    return sorted(root.real for root in polyroots(derived[::-1], maxsteps=500, extraprec=300))


NODES = radau_nodes(STAGES)
POWERS = matrix(STAGES, STAGES)
INTEGRALS = matrix(STAGES, STAGES)
for i, c in enumerate(NODES):
    for j in range(STAGES):
        POWERS[i, j] = c**j
        INTEGRALS[i, j] = c ** (j + 1) / (j + 1)
A = INTEGRALS * POWERS**-1


def lagrange(nodes, values, x):
    total = [mpf(0)] * len(values[0])
    for i, xi in enumerate(nodes):
        weight = mpf(1)
        for j, xj in enumerate(nodes):
            if i != j:
                weight *= (x - xj) / (xi - xj)
        total = [a + weight * b for a, b in zip(total, values[i])]
    return total


def factorise(m):
    n = len(m)
    order = list(range(n))
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(m[i][k]))
        m[k], m[p], order[k], order[p] = m[p], m[k], order[p], order[k]
        for i in range(k + 1, n):
            if m[i][k] != 0:
                m[i][k] /= m[k][k]
                factor = m[i][k]
                for j in range(k + 1, n):
                    m[i][j] -= factor * m[k][j]
    return m, order


def solve(lu, b):
    m, order = lu
    n = len(m)
    x = [b[i] for i in order]
    for i in range(n):
        for j in range(i):
            x[i] -= m[i][j] * x[j]
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            x[i] -= m[i][j] * x[j]
        x[i] /= m[i][i]
    return x


def integrate(f, jacobian, absolute, t, end, y, h):
    n = len(y)
    steps = 0
    previous = None
    while t < end:
        h = min(h, end - t)
        J = jacobian(t, y)
        m = [[mpf(0)] * (n * STAGES) for _ in range(n * STAGES)]
        for a in range(STAGES):
            for b in range(STAGES):
                for i in range(n):
                    for j in range(n):
                        m[a * n + i][b * n + j] = (mpf(1) if (a, i) == (b, j) else mpf(0)) - h * A[a, b] * J[i][j]
        lu = factorise(m)
        guess = [lagrange(previous[0], previous[1], t + c * h) for c in NODES] if previous else [list(y)] * STAGES
        Y = [list(g) for g in guess]
        converged = False
        last = None
        for _ in range(40):
            F = [f(t + c * h, v) for c, v in zip(NODES, Y)]
            residual = []
            for a in range(STAGES):
                for i in range(n):
                    residual.append(y[i] - Y[a][i] + h * sum(A[a, b] * F[b][i] for b in range(STAGES)))
            change = solve(lu, residual)
            size = mpf(0)
            for a in range(STAGES):
                for i in range(n):
                    Y[a][i] += change[a * n + i]
                    unit = mpf(1) if absolute else max(abs(Y[a][i]), abs(y[i]), mpf("1e-60"))
                    size = max(size, abs(change[a * n + i]) / unit)
            if size < mpf("1e-26"):
                converged = True
                break
            if last is not None and size > last * mpf("0.7"):
                break
            last = size
        if not converged:
            h /= 4
            continue
        if previous:
            error = max(
                abs(g - v) / (1 if absolute else max(abs(v), abs(w), mpf("1e-60")))
                for g, v, w in zip(guess[-1], Y[-1], y)
            )
        else:
            error = CONTROL
        if error > 4 * CONTROL:
            h /= 2
            continue
        previous = ([t] + [t + c * h for c in NODES], [list(y)] + Y)
        t += h
        y = Y[-1]
        steps += 1
        h *= min(mpf(3), max(mpf("0.5"), mpf("0.9") * (CONTROL / max(error, mpf("1e-30"))) ** (mpf(1) / (STAGES + 1))))
    return y, steps


def robertson(end):
    f = lambda t, y: [
        -mpf("0.04") * y[0] + 10**4 * y[1] * y[2],
        mpf("0.04") * y[0] - 10**4 * y[1] * y[2] - 3 * 10**7 * y[1] ** 2,
        3 * 10**7 * y[1] ** 2,
    ]
    J = lambda t, y: [
        [-mpf("0.04"), 10**4 * y[2], 10**4 * y[1]],
        [mpf("0.04"), -(10**4) * y[2] - 6 * 10**7 * y[1], -(10**4) * y[1]],
        [mpf(0), 6 * 10**7 * y[1], mpf(0)],
    ]
    return f, J, False, mpf(0), mpf(end), [mpf(1), mpf(0), mpf(0)], mpf("1e-6")


def van_der_pol(mu):
    e = mpf(1) / mpf(mu) ** 2
    f = lambda t, y: [y[1], ((1 - y[0] ** 2) * y[1] - y[0]) / e]
    J = lambda t, y: [[mpf(0), mpf(1)], [(-2 * y[0] * y[1] - 1) / e, (1 - y[0] ** 2) / e]]
    return f, J, False, mpf(0), mpf(2), [mpf(2), mpf(0)], e / 100


def hires(end):
    d = mpf
    f = lambda t, y: [
        -d("1.71") * y[0] + d("0.43") * y[1] + d("8.32") * y[2] + d("0.0007"),
        d("1.71") * y[0] - d("8.75") * y[1],
        -d("10.03") * y[2] + d("0.43") * y[3] + d("0.035") * y[4],
        d("8.32") * y[1] + d("1.71") * y[2] - d("1.12") * y[3],
        -d("1.745") * y[4] + d("0.43") * (y[5] + y[6]),
        -280 * y[5] * y[7] + d("0.69") * y[3] + d("1.71") * y[4] - d("0.43") * y[5] + d("0.69") * y[6],
        280 * y[5] * y[7] - d("1.81") * y[6],
        -280 * y[5] * y[7] + d("1.81") * y[6],
    ]

    def J(t, y):
        m = [[d(0)] * 8 for _ in range(8)]
        m[0][0], m[0][1], m[0][2] = -d("1.71"), d("0.43"), d("8.32")
        m[1][0], m[1][1] = d("1.71"), -d("8.75")
        m[2][2], m[2][3], m[2][4] = -d("10.03"), d("0.43"), d("0.035")
        m[3][1], m[3][2], m[3][3] = d("8.32"), d("1.71"), -d("1.12")
        m[4][4], m[4][5], m[4][6] = -d("1.745"), d("0.43"), d("0.43")
        m[5][3], m[5][4], m[5][5], m[5][6], m[5][7] = d("0.69"), d("1.71"), -280 * y[7] - d("0.43"), d("0.69"), -280 * y[5]
        m[6][5], m[6][6], m[6][7] = 280 * y[7], -d("1.81"), 280 * y[5]
        m[7][5], m[7][6], m[7][7] = -280 * y[7], d("1.81"), -280 * y[5]
        return m

    return f, J, False, d(0), d(end), [d(1)] + [d(0)] * 6 + [d("0.0057")], d("1e-4")


def oregonator():
    a, b, c = mpf("77.27"), mpf("8.375e-6"), mpf("0.161")
    f = lambda t, y: [a * (y[1] + y[0] * (1 - b * y[0] - y[1])), (y[2] - (1 + y[0]) * y[1]) / a, c * (y[0] - y[2])]
    J = lambda t, y: [
        [a * (1 - 2 * b * y[0] - y[1]), a * (1 - y[0]), mpf(0)],
        [-y[1] / a, -(1 + y[0]) / a, 1 / a],
        [c, mpf(0), -c],
    ]
    return f, J, False, mpf(0), mpf(360), [mpf(1), mpf(2), mpf(3)], mpf("1e-4")


def freeze_out(rate):
    rate = mpf(rate)
    eq = lambda t: mpf("1.5") * t - exp(t)
    f = lambda t, w: [-rate * exp(-t) * (exp(w[0]) - exp(2 * eq(t) - w[0]))]
    J = lambda t, w: [[-rate * exp(-t) * (exp(w[0]) + exp(2 * eq(t) - w[0]))]]
    return f, J, True, mpf(0), log(mpf(10000)), [mpf(-1)], mpf(1) / rate


PROBLEMS = {
    "robertson 40": lambda: robertson("40"),
    "robertson 1e11": lambda: robertson("1e11"),
    "hires": lambda: hires("321.8122"),
    "oregonator": oregonator,
    "freeze-out 1e5": lambda: freeze_out("1e5"),
    "freeze-out 1e10": lambda: freeze_out("1e10"),
    "freeze-out 1e15": lambda: freeze_out("1e15"),
    "van der pol 1e3": lambda: van_der_pol("1e3"),
    "van der pol 1e4": lambda: van_der_pol("1e4"),
    "van der pol 1e6": lambda: van_der_pol("1e6"),
}

for name in sys.argv[1:] or PROBLEMS:
    y, steps = integrate(*PROBLEMS[name]())
    print(name, steps, [mp.nstr(v, 18) for v in y], flush=True)
