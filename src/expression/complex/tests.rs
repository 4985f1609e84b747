use super::*;

/// Function, argument, value.
type Reference = (ComplexFunction, (f64, f64), (f64, f64));

/// mpmath 1.3 at 40 digits, printed with 17. Some values happen to be mathematical constants.
#[rustfmt::skip]
#[allow(clippy::approx_constant)]
const REFERENCE: [Reference; 120] = [
        (ComplexFunction::Sqrt, (0.3, 0.7), (0.72855243825904212, 0.4804046786753803)),
        (ComplexFunction::Sqrt, (-2.5, 1.25), (0.38411259539016494, 1.627127065086611)),
        (ComplexFunction::Sqrt, (1.0, -1e-09), (1.0, -5.0000000000000003e-10)),
        (ComplexFunction::Sqrt, (-0.999, 0.001), (0.00050025012499989047, 0.99950000012515636)),
        (ComplexFunction::Sqrt, (3.0, -40.0), (4.6428623843628597, -4.3076874445729671)),
        (ComplexFunction::Sqrt, (1e-08, 2e-08), (0.0001272019649514069, 7.8615137775742329e-5)),
        (ComplexFunction::Sqrt, (-30.0, 0.5), (0.045641961805971905, 5.4774157399888406)),
        (ComplexFunction::Sqrt, (0.0, 0.5), (0.5, 0.5)),
        (ComplexFunction::Exp, (0.3, 0.7), (1.0324289629116616, 0.8696029191140401)),
        (ComplexFunction::Exp, (-2.5, 1.25), (0.025883235683300146, 0.077897401173904416)),
        (ComplexFunction::Exp, (1.0, -1e-09), (2.7182818284590452, -2.7182818284590454e-9)),
        (ComplexFunction::Exp, (-0.999, 0.001), (0.36824732048992596, 0.0003682474432390819)),
        (ComplexFunction::Exp, (3.0, -40.0), (-13.395809062795718, -14.965997896761018)),
        (ComplexFunction::Exp, (1e-08, 2e-08), (1.0000000099999998, 2.00000002e-8)),
        (ComplexFunction::Exp, (-30.0, 0.5), (8.2120867381989558e-14, 4.4862834318912618e-14)),
        (ComplexFunction::Exp, (0.0, 0.5), (0.87758256189037272, 0.479425538604203)),
        (ComplexFunction::Log, (0.3, 0.7), (-0.27236358772083608, 1.1659045405098132)),
        (ComplexFunction::Log, (-2.5, 1.25), (1.0278625075312599, 2.6779450445889871)),
        (ComplexFunction::Log, (1.0, -1e-09), (5.0000000000000006e-19, -1.0000000000000001e-9)),
        (ComplexFunction::Log, (-0.999, 0.001), (-0.00099999933233253422, 3.1405916529231274)),
        (ComplexFunction::Log, (3.0, -40.0), (3.6916840734961916, -1.4959364790841298)),
        (ComplexFunction::Log, (1e-08, 2e-08), (-17.615961787735315, 1.1071487177940905)),
        (ComplexFunction::Log, (-30.0, 0.5), (3.4013362512644923, 3.1249275298758525)),
        (ComplexFunction::Log, (0.0, 0.5), (-0.69314718055994531, 1.5707963267948966)),
        (ComplexFunction::Sin, (0.3, 0.7), (0.37092780393896435, 0.72470269042328541)),
        (ComplexFunction::Sin, (-2.5, 1.25), (-1.1301690867416596, -1.2833672438058223)),
        (ComplexFunction::Sin, (1.0, -1e-09), (0.84147098480789651, -5.4030230586813975e-10)),
        (ComplexFunction::Sin, (-0.999, 0.001), (-0.84093068232178737, 0.00054114359675216098)),
        (ComplexFunction::Sin, (3.0, -40.0), (16608785376607129.0, 1.1651482398947173e+17)),
        (ComplexFunction::Sin, (1e-08, 2e-08), (1.0000000000000002e-8, 2.0000000000000001e-8)),
        (ComplexFunction::Sin, (-30.0, 0.5), (1.1141301137721413, 0.080379706402024073)),
        (ComplexFunction::Sin, (0.0, 0.5), (0.0, 0.52109530549374736)),
        (ComplexFunction::Cos, (0.3, 0.7), (1.1991087510987431, -0.22417681233754292)),
        (ComplexFunction::Cos, (-2.5, 1.25), (-1.5128987326339348, 0.95870394666867318)),
        (ComplexFunction::Cos, (1.0, -1e-09), (0.54030230586813972, 8.4147098480789656e-10)),
        (ComplexFunction::Cos, (-0.999, 0.001), (0.54114377713334786, 0.00084093040201167207)),
        (ComplexFunction::Cos, (3.0, -40.0), (-1.1651482398947173e+17, 16608785376607129.0)),
        (ComplexFunction::Cos, (1e-08, 2e-08), (1.0000000000000001, -2.0000000000000002e-16)),
        (ComplexFunction::Cos, (-30.0, 0.5), (0.17393794006397064, -0.51485864099415317)),
        (ComplexFunction::Cos, (0.0, 0.5), (1.1276259652063808, 0.0)),
        (ComplexFunction::Tan, (0.3, 0.7), (0.18971709151908692, 0.63983593026317997)),
        (ComplexFunction::Tan, (-2.5, 1.25), (0.14945939818643728, 0.94299408674240842)),
        (ComplexFunction::Tan, (1.0, -1e-09), (1.5574077246549022, -3.42551882081476e-9)),
        (ComplexFunction::Tan, (-0.999, 0.001), (-1.5539822246692167, 0.003414867862754472)),
        (ComplexFunction::Tan, (3.0, -40.0), (-1.0086068994196989e-35, -1.0)),
        (ComplexFunction::Tan, (1e-08, 2e-08), (9.9999999999999965e-9, 2.0e-8)),
        (ComplexFunction::Tan, (-30.0, 0.5), (0.51604420663900765, 1.9896149465597475)),
        (ComplexFunction::Tan, (0.0, 0.5), (0.0, 0.46211715726000976)),
        (ComplexFunction::Asin, (0.3, 0.7), (0.24573200610107972, 0.6703367429877897)),
        (ComplexFunction::Asin, (-2.5, 1.25), (-1.0800415375009798, 1.7023497340243106)),
        (ComplexFunction::Asin, (1.0, -1e-09), (1.5707647040182976, -3.1622776604319026e-5)),
        (ComplexFunction::Asin, (-0.999, 0.001), (-1.5216592817544534, 0.020358029698343833)),
        (ComplexFunction::Asin, (3.0, -40.0), (0.074836682351199318, -4.3849848572734478)),
        (ComplexFunction::Asin, (1e-08, 2e-08), (9.9999999999999984e-9, 2.0e-8)),
        (ComplexFunction::Asin, (-30.0, 0.5), (-1.5541219412511131, 4.0942057699303841)),
        (ComplexFunction::Asin, (0.0, 0.5), (0.0, 0.48121182505960345)),
        (ComplexFunction::Acos, (0.3, 0.7), (1.3250643206938169, -0.6703367429877897)),
        (ComplexFunction::Acos, (-2.5, 1.25), (2.6508378642958764, -1.7023497340243106)),
        (ComplexFunction::Acos, (1.0, -1e-09), (3.1622776599048563e-5, 3.1622776604319026e-5)),
        (ComplexFunction::Acos, (-0.999, 0.001), (3.09245560854935, -0.020358029698343833)),
        (ComplexFunction::Acos, (3.0, -40.0), (1.4959596444436973, 4.3849848572734478)),
        (ComplexFunction::Acos, (1e-08, 2e-08), (1.5707963167948966, -2.0e-8)),
        (ComplexFunction::Acos, (-30.0, 0.5), (3.1249182680460097, -4.0942057699303841)),
        (ComplexFunction::Acos, (0.0, 0.5), (1.5707963267948966, -0.48121182505960345)),
        (ComplexFunction::Atan, (0.3, 0.7), (0.48003518120284395, 0.7016804321523099)),
        (ComplexFunction::Atan, (-2.5, 1.25), (-1.2542231021472243, 0.14584412860614157)),
        (ComplexFunction::Atan, (1.0, -1e-09), (0.78539816339744831, -5.0000000000000003e-10)),
        (ComplexFunction::Atan, (-0.999, 0.001), (-0.78489816356411488, 0.00050050016666676684)),
        (ComplexFunction::Atan, (3.0, -40.0), (1.5689306638115673, -0.024865198382659502)),
        (ComplexFunction::Atan, (1e-08, 2e-08), (1.0000000000000004e-8, 2.0000000000000001e-8)),
        (ComplexFunction::Atan, (-30.0, 0.5), (-1.5374845670769549, 0.00055478524847833318)),
        (ComplexFunction::Atan, (0.0, 0.5), (0.0, 0.54930614433405485)),
        (ComplexFunction::Sinh, (0.3, 0.7), (0.23290996731262683, 0.6734255599525789)),
        (ComplexFunction::Sinh, (-2.5, 1.25), (-1.9077647699359062, 5.819448397636909)),
        (ComplexFunction::Sinh, (1.0, -1e-09), (1.1752011936438015, -1.5430806348152439e-9)),
        (ComplexFunction::Sinh, (-0.999, 0.001), (-1.1736581135231506, 0.0015419059479817602)),
        (ComplexFunction::Sinh, (3.0, -40.0), (-6.6813020859615533, -7.5015474483117993)),
        (ComplexFunction::Sinh, (1e-08, 2e-08), (9.9999999999999984e-9, 2.0e-8)),
        (ComplexFunction::Sinh, (-30.0, 0.5), (-4689131870415.2931, 2561684416013.7451)),
        (ComplexFunction::Sinh, (0.0, 0.5), (0.0, 0.479425538604203)),
        (ComplexFunction::Cosh, (0.3, 0.7), (0.79951899559903479, 0.19617735916146121)),
        (ComplexFunction::Cosh, (-2.5, 1.25), (1.9336480056192064, -5.7415509964630046)),
        (ComplexFunction::Cosh, (1.0, -1e-09), (1.5430806348152438, -1.1752011936438015e-9)),
        (ComplexFunction::Cosh, (-0.999, 0.001), (1.5419054340130766, -0.0011736585047426783)),
        (ComplexFunction::Cosh, (3.0, -40.0), (-6.7145069768341651, -7.4644504484492188)),
        (ComplexFunction::Cosh, (1e-08, 2e-08), (0.99999999999999985, 2.0e-16)),
        (ComplexFunction::Cosh, (-30.0, 0.5), (4689131870415.2931, -2561684416013.7451)),
        (ComplexFunction::Cosh, (0.0, 0.5), (0.87758256189037272, 0.0)),
        (ComplexFunction::Tanh, (0.3, 0.7), (0.46970516596755813, 0.72703718624352)),
        (ComplexFunction::Tanh, (-2.5, 1.25), (-1.0108216673671505, 0.0081525934776336225)),
        (ComplexFunction::Tanh, (1.0, -1e-09), (0.76159415595576489, -4.199743416140261e-10)),
        (ComplexFunction::Tanh, (-0.999, 0.001), (-0.76117418182124872, 0.00042061424883155427)),
        (ComplexFunction::Tanh, (3.0, -40.0), (1.0005352464395773, 0.0049298748889309869)),
        (ComplexFunction::Tanh, (1e-08, 2e-08), (1.0000000000000004e-8, 2.0000000000000001e-8)),
        (ComplexFunction::Tanh, (-30.0, 0.5), (-1.0, 1.4736699469934372e-26)),
        (ComplexFunction::Tanh, (0.0, 0.5), (0.0, 0.54630248984379051)),
        (ComplexFunction::Asinh, (0.3, 0.7), (0.38559098731817488, 0.70890344096550523)),
        (ComplexFunction::Asinh, (-2.5, 1.25), (-1.7405451498400379, 0.43947957635071958)),
        (ComplexFunction::Asinh, (1.0, -1e-09), (0.88137358701954303, -7.0710678118654757e-10)),
        (ComplexFunction::Asinh, (-0.999, 0.001), (-0.88066648029723779, 0.00070746039350276343)),
        (ComplexFunction::Asinh, (3.0, -40.0), (4.3846775816364762, -1.4959132923602641)),
        (ComplexFunction::Asinh, (1e-08, 2e-08), (1.0000000000000002e-8, 2.0000000000000001e-8)),
        (ComplexFunction::Asinh, (-30.0, 0.5), (-4.0947608628792859, 0.016655877294793755)),
        (ComplexFunction::Asinh, (0.0, 0.5), (0.0, 0.52359877559829887)),
        (ComplexFunction::Acosh, (0.3, 0.7), (0.6703367429877897, 1.3250643206938169)),
        (ComplexFunction::Acosh, (-2.5, 1.25), (1.7023497340243106, 2.6508378642958764)),
        (ComplexFunction::Acosh, (1.0, -1e-09), (3.1622776604319026e-5, -3.1622776599048563e-5)),
        (ComplexFunction::Acosh, (-0.999, 0.001), (0.020358029698343833, 3.09245560854935)),
        (ComplexFunction::Acosh, (3.0, -40.0), (4.3849848572734478, -1.4959596444436973)),
        (ComplexFunction::Acosh, (1e-08, 2e-08), (2.0e-8, 1.5707963167948966)),
        (ComplexFunction::Acosh, (-30.0, 0.5), (4.0942057699303841, 3.1249182680460097)),
        (ComplexFunction::Acosh, (0.0, 0.5), (0.48121182505960345, 1.5707963267948966)),
        (ComplexFunction::Atanh, (0.3, 0.7), (0.19988189602962927, 0.63966976615851473)),
        (ComplexFunction::Atanh, (-2.5, 1.25), (-0.32182220933611039, 1.3949391589068967)),
        (ComplexFunction::Atanh, (1.0, -1e-09), (10.708206508753178, -0.78539816364744831)),
        (ComplexFunction::Atanh, (-0.999, 0.001), (-3.6269144346727526, 0.39294920674039059)),
        (ComplexFunction::Atanh, (3.0, -40.0), (0.001863362663645221, -1.545941198410287)),
        (ComplexFunction::Atanh, (1e-08, 2e-08), (9.9999999999999965e-9, 2.0e-8)),
        (ComplexFunction::Atanh, (-30.0, 0.5), (-0.033336409965229042, 1.5702403081194499)),
        (ComplexFunction::Atanh, (0.0, 0.5), (0.0, 0.46364760900080612)),
];

#[test]
fn functions_agree_with_mpmath() {
    for (function, (x, y), (re, im)) in REFERENCE {
        let (found, wanted) = (function.at(x, y), Complex64::new(re, im));
        let error = (found - wanted).norm() / wanted.norm();
        // A dozen roundings at most, none magnified: the functions are made of stable steps.
        assert!(
            error <= 6.0 * f64::EPSILON,
            "{function:?}({x} + {y} i): {found} instead of {wanted}, off by {error:e}"
        );
    }
}

#[test]
fn on_a_cut_the_value_is_that_from_above_or_from_the_right() {
    use ComplexFunction::{Acos, Acosh, Asin, Asinh, Atan, Atanh, Log, Sqrt};
    use std::f64::consts::{FRAC_PI_2, PI};
    // ln(2 + √3) and atanh(1/2), to 16 digits.
    let (area, half) = (1.316_957_896_924_816_7, 0.549_306_144_334_054_8);
    for zero in [0.0, -0.0] {
        for (function, z, wanted) in [
            (Sqrt, (-4.0, zero), (0.0, 2.0)),
            (Log, (-1.0, zero), (0.0, PI)),
            (Asin, (2.0, zero), (FRAC_PI_2, area)),
            (Asin, (-2.0, zero), (-FRAC_PI_2, area)),
            (Acos, (2.0, zero), (0.0, -area)),
            (Acos, (-2.0, zero), (PI, -area)),
            (Acosh, (-2.0, zero), (area, PI)),
            (Acosh, (0.5, zero), (0.0, PI / 3.0)),
            (Atanh, (2.0, zero), (half, FRAC_PI_2)),
            (Atanh, (-2.0, zero), (-half, FRAC_PI_2)),
            (Atan, (zero, 2.0), (FRAC_PI_2, half)),
            (Atan, (zero, -2.0), (FRAC_PI_2, -half)),
            (Asinh, (zero, 2.0), (area, FRAC_PI_2)),
            (Asinh, (zero, -2.0), (area, -FRAC_PI_2)),
        ] {
            let (found, wanted) = (function.at(z.0, z.1), Complex64::new(wanted.0, wanted.1));
            assert!((found - wanted).norm() <= 4.0 * f64::EPSILON * wanted.norm(), "{function:?}{z:?}: {found}");
            // Just beside the cut the value differs little.
            let beside = function.at(z.0 + 1e-12, z.1 + 1e-12);
            assert!((beside - wanted).norm() < 1e-11, "{function:?}{z:?}: {beside} beside {wanted}");
        }
    }
}

#[test]
fn each_part_of_a_root_is_precise() {
    // √(x + iy) ≈ √x + iy/(2√x) for y ≪ x, and the other way round for −x.
    for (x, y) in [(4.0, 1e-200), (1e300, 1e100), (1e-300, 1e-308)] {
        let root = ComplexFunction::Sqrt.at(x, y);
        assert!((root.im / (y / (2.0 * x.sqrt())) - 1.0).abs() < 4.0 * f64::EPSILON, "{root}");
        let root = ComplexFunction::Sqrt.at(-x, -y);
        assert!((root.re / (y / (2.0 * x.sqrt())) - 1.0).abs() < 4.0 * f64::EPSILON, "{root}");
        assert!(root.im < 0.0);
    }
}
