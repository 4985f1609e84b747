//! The expanding background: degrees of freedom, entropy and the Hubble rate.
