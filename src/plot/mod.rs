//! Pictures: yields and rates over temperature, as SVG and PNG.
