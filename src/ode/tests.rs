use super::problems::*;
use super::*;

fn check(problem: impl Problem) {
    for method in Method::ALL {
        let mut line = format!("{:24} {:8}", problem.name(), method);
        for k in 4..=11 {
            let tolerance = 10f64.powi(-k);
            let mut y = problem.start();
            let options = Options { tolerance, ..Options::default() };
            match integrate(method, &mut &problem, problem.span(), &mut y, &options, &mut Unobserved) {
                Ok(c) => {
                    line += &format!(
                        " {:8.1e}/{:4}",
                        problem.error(&y) / tolerance,
                        c.statistics.steps + c.statistics.rejected
                    )
                }
                Err(e) => line += &format!(" {e}"),
            }
        }
        println!("{line}");
    }
}

#[test]
fn table() {
    for p in VanDerPol::ALL {
        check(p);
    }
    for p in FreezeOut::ALL {
        check(p);
    }
    check(Robertson::Short);
    check(Robertson::Long);
    check(Hires);
    check(Oregonator);
    for stiffness in [1.0, 1e3, 1e6, 1e9] {
        check(ProtheroRobinson { stiffness });
    }
    for ratio in [0.1, 1e3, 1e9] {
        check(Bateman { ratio });
    }
    for from in [0.0, 1.0, -3.0] {
        for stiffness in [1.0, 1e6, 1e15] {
            check(Relaxation { stiffness, from });
        }
    }
}
#[test]
fn debug() {
    let p = Bateman { ratio: 0.1 };
    let mut y = p.start();
    let o = Options { tolerance: 1e-6, max_steps: 6, ..Options::default() };
    println!("{:?}", integrate(Method::Radau, &mut &p, p.span(), &mut y, &o, &mut Unobserved));
}
