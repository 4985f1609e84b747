use proptest::prelude::*;
use spec_math::Bessel;

use super::*;

/// x, eˣ K₀, eˣ K₁, eˣ K₂ and K₁/K₂ from mpmath 1.3 at 60 digits.
const REFERENCE: [[f64; 5]; 34] = [
    [1e-8, 1.8536612444976902e1, 1.0000000099999991e8, 2.00000002e16, 4.9999999999999955e-9],
    [1e-5, 1.1628973270095616e1, 1.0000099994435512e5, 2.0000200000499995e10, 4.9999999970927862e-6],
    [1e-3, 7.0307160023782515, 1.0009967345590684e3, 2.0020004998341392e6, 4.9999824407736089e-4],
    [0.02, 4.1098375666725697, 5.0963870056301311e1, 5.1004968431968035e3, 9.9919422799522868e-3],
    [0.1, 2.6823261022628943, 1.0890182683049696e1, 2.204859797632568e2, 4.9391724112085724e-2],
    [0.3, 1.8526273007720143, 4.1251577622444698, 2.9353679049068481e1, 1.4053290408158833e-1],
    [0.5, 1.5241093857739095, 2.7310097082117857, 1.2448148218621052e1, 2.1939084113141402e-1],
    [0.7, 1.3301236562420557, 2.1150113128480525, 7.3730131215222059, 2.8685847671615086e-1],
    [0.9, 1.197163380251851, 1.7623882196059198, 5.1135816460427837, 3.4464849524203225e-1],
    [0.99, 1.1494128703415313, 1.6477055552521315, 4.4781109617599787, 3.6794656705079798e-1],
    [1.0, 1.144463079806895, 1.6361534862632582, 4.4167700523334115, 3.7044117463141794e-1],
    [1.1, 1.0983302829475997, 1.5314037539811933, 3.8827007447315873, 3.9441714792445583e-1],
    [1.4, 9.8806999602492587e-1, 1.3010537400851735, 2.8467181961466024, 4.5703636624317655e-1],
    [1.6, 9.3094598082324454e-1, 1.1918675653632714, 2.4207804375273337, 4.9234847856779811e-1],
    [1.9, 8.6145061675175579e-1, 1.06747092981457, 1.9851042270828822, 5.3774049505865111e-1],
    [2.3, 7.8935613122469477e-1, 9.4737222491784051e-1, 1.6131580659358605, 5.872779890098558e-1],
    [2.9, 7.0890497732113932e-1, 8.23042040286554e-1, 1.2765201775187628, 6.4475443066347975e-1],
    [3.4, 6.5795227236982851e-1, 7.4907206135044299e-1, 1.0985828966936185, 6.8185301592161063e-1],
    [3.9, 6.1665731473383312e-1, 6.9159882058354268e-1, 9.7132337657154732e-1, 7.1201706585571892e-1],
    [4.7, 5.6426248382226079e-1, 6.2161693116273258e-1, 8.2878032687023209e-1, 7.5003823209725328e-1],
    [5.9, 5.0594375831526439e-1, 5.4725026379487195e-1, 6.9145232231352606e-1, 7.9145046756634018e-1],
    [6.5, 4.8284744139975632e-1, 5.1874023363673062e-1, 6.4245982098028882e-1, 8.0742828842622048e-1],
    [7.9, 4.3930008190021521e-1, 4.6631778473687991e-1, 5.573552172766405e-1, 8.3666173794050158e-1],
    [8.1, 4.3399437543085675e-1, 4.6004357075280574e-1, 5.4758538055500632e-1, 8.4013121439898123e-1],
    [9.0, 4.1229554923141807e-1, 4.3462524534743467e-1, 5.0887893708640356e-1, 8.5408377842457016e-1],
    [12.0, 3.5819487848907822e-1, 3.7283175336970988e-1, 4.2033350405069653e-1, 8.8699032976620047e-1],
    [20.0, 2.7854487665718222e-1, 2.8542549694072645e-1, 3.0708742635125487e-1, 9.2946005745689202e-1],
    [50.0, 1.7680715585742934e-1, 1.7856655855881557e-1, 1.8394981819978196e-1, 9.7073517281153384e-1],
    [123.0, 1.1289320579345566e-1, 1.1335119599777538e-1, 1.1473631467146827e-1, 9.8792780927591243e-1],
    [700.0, 4.7362369454613572e-2, 4.7396187653494544e-2, 4.7497787133623557e-2, 9.9786096392568381e-1],
    [1e3, 3.9628321600754217e-2, 3.964813081296021e-2, 3.9707617862380138e-2, 9.9850187312605609e-1],
    [1e4, 1.2532984717699285e-2, 1.2533611351270506e-2, 1.2535491439969539e-2, 9.9985001874812511e-1],
    [1e6, 1.2533139806513212e-3, 1.2533146073081549e-3, 1.2533164872805358e-3, 9.99998500001875e-1],
    [1e8, 1.2533141357488576e-4, 1.2533141420154283e-4, 1.2533141608151404e-4, 9.9999998500000019e-1],
];

/// Four roundings of the polynomial, one each of √x, the product and the sum for K₂: 6 ulp.
const TOLERANCE: f64 = 6.0 * f64::EPSILON;

fn assert_close(got: f64, wanted: f64, tolerance: f64, what: &str, x: f64) {
    assert!((got / wanted - 1.0).abs() <= tolerance, "{what}({x:e}) = {got:e}, not {wanted:e}");
}

#[test]
fn agrees_with_sixty_digit_values() {
    for [x, k0, k1, k2, ratio] in REFERENCE {
        let k = k_scaled(x);
        assert_close(k.k0, k0, TOLERANCE, "e^x K0", x);
        assert_close(k.k1, k1, TOLERANCE, "e^x K1", x);
        assert_close(k.k2, k2, TOLERANCE, "e^x K2", x);
        assert_close(k0_scaled(x), k0, TOLERANCE, "e^x K0 alone", x);
        assert_close(k1_scaled(x), k1, TOLERANCE, "e^x K1 alone", x);
        assert_close(k2_scaled(x), k2, TOLERANCE, "e^x K2 alone", x);
        assert_close(x_k1_scaled(x), x * k1, TOLERANCE, "x e^x K1", x);
        assert_close(x2_k2_scaled(x), x * (x * k2), TOLERANCE, "x^2 e^x K2", x);
        assert_close(k1_over_k2(x), ratio, TOLERANCE, "K1/K2", x);
    }
}

/// x (1 − K₁/K₂) from mpmath at 60 digits.
const DEFICIT: [[f64; 2]; 11] = [
    [0.01, 9.9500118034068704e-3],
    [1.0, 6.2955882536858206e-1],
    [3.3, 1.0723118006864925],
    [7.9, 1.2903722702700376],
    [8.5, 1.3034975260637906],
    [12.0, 1.3561160428055943],
    [31.0, 1.4414305274804913],
    [100.0, 1.4814364319545682],
    [1e3, 1.4981268739439135],
    [1e5, 1.4999812501874989],
    [1e8, 1.4999999812500002],
];

#[test]
fn deficit_of_the_ratio_keeps_its_digits() {
    for [x, wanted] in DEFICIT {
        // Below 8 the plain difference costs at most a factor x/1.5.
        assert_close(ratio_deficit(x), wanted, 8.0 * TOLERANCE, "x(1 - K1/K2)", x);
    }
}

#[test]
fn limits_are_exact() {
    for x in [f64::from_bits(1), 1e-310, f64::MIN_POSITIVE, 1e-200] {
        assert_eq!(x_k1_scaled(x), 1.0);
        assert_eq!(x2_k2_scaled(x), 2.0);
        assert_close(k0_scaled(x), -x.ln() + LN_2_MINUS_GAMMA, f64::EPSILON, "e^x K0", x);
        assert_eq!(k1_over_k2(x), 0.5 * x);
    }
    assert_eq!(x_k1_scaled(0.0), 1.0);
    assert_eq!(x2_k2_scaled(0.0), 2.0);
    assert_eq!(k1_over_k2(0.0), 0.0);
    assert_eq!(k0_scaled(0.0), f64::INFINITY);
    assert_eq!(k1_scaled(0.0), f64::INFINITY);
    assert_eq!(k2_scaled(0.0), f64::INFINITY);
    for x in [1e16_f64, 1e150, f64::MAX] {
        let leading = (std::f64::consts::FRAC_PI_2 / x).sqrt();
        assert_close(k0_scaled(x), leading, TOLERANCE, "e^x K0", x);
        assert_close(k1_scaled(x), leading, TOLERANCE, "e^x K1", x);
        assert_close(k2_scaled(x), leading, TOLERANCE, "e^x K2", x);
        assert_close(k1_over_k2(x), 1.0, TOLERANCE, "K1/K2", x);
        assert_close(ratio_deficit(x), 1.5, TOLERANCE, "x(1 - K1/K2)", x);
    }
    assert!(k_scaled(-1.0).k1.is_nan());
}

proptest! {
    #[test]
    fn agrees_with_another_implementation(ln_x in -18.0_f64..6.5) {
        let x = ln_x.exp();
        let k = k_scaled(x);
        // Cephes: 1e-15 of its own, and e^x rounds to x ulp.
        let tolerance = 4e-15 + 2.0 * x * f64::EPSILON;
        prop_assert!((k.k0 / (x.bessel_k0() * x.exp()) - 1.0).abs() < tolerance);
        prop_assert!((k.k1 / (x.bessel_k1() * x.exp()) - 1.0).abs() < tolerance);
    }

    #[test]
    fn intervals_join(i in 0_usize..8, shift in 1.0_f64..1e3) {
        let edge = [1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 1.0][i];
        let step = shift * f64::EPSILON * edge;
        let (below, above) = (k_scaled(edge - step), k_scaled(edge + step));
        // |d ln(e^x K)/d ln x| < 2 at all of them.
        let tolerance = TOLERANCE + 4.0 * step / edge;
        prop_assert!((below.k0 / above.k0 - 1.0).abs() < tolerance);
        prop_assert!((below.k1 / above.k1 - 1.0).abs() < tolerance);
    }
}
