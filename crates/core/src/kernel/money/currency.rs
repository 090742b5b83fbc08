//! Currency: a three-letter ISO 4217 code and how many decimals its minor unit has. It knows no exchange rates.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;
use utoipa::ToSchema;

use super::MoneyError;

/// Codes in circulation (ISO 4217 list one, without metals, funds and test codes).
const KNOWN: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP \
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF \
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD \
    LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR \
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY \
    TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// A currency by its ISO 4217 code, always upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS, ToSchema)]
#[ts(type = "string")]
#[schema(value_type = String)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Indian rupee, two decimals.
    pub const INR: Self = Self(*b"INR");
    /// United States dollar, two decimals.
    pub const USD: Self = Self(*b"USD");
    /// Euro, two decimals.
    pub const EUR: Self = Self(*b"EUR");
    /// Pound sterling, two decimals.
    pub const GBP: Self = Self(*b"GBP");
    /// United Arab Emirates dirham, two decimals.
    pub const AED: Self = Self(*b"AED");
    /// Japanese yen, no decimals.
    pub const JPY: Self = Self(*b"JPY");
    /// Kuwaiti dinar, three decimals.
    pub const KWD: Self = Self(*b"KWD");

    /// Reads a code in any case.
    ///
    /// # Errors
    /// `UnknownCurrency` when it is not a code in circulation.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        let upper = code.trim().to_ascii_uppercase();
        match <[u8; 3]>::try_from(upper.as_bytes()) {
            Ok(bytes) if KNOWN.split_ascii_whitespace().any(|known| known == upper) => Ok(Self(bytes)),
            _ => Err(MoneyError::UnknownCurrency(code.to_owned())),
        }
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        // Only ASCII letters are ever stored, so the fallback is unreachable.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decimals of the minor unit: 2 for paisa, 0 for yen, 3 for fils (ISO 4217).
    #[must_use]
    pub fn exponent(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl std::str::FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        Self::parse(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_any_case_and_an_unknown_one_is_refused() {
        assert_eq!(Currency::parse(" inr ").unwrap(), Currency::INR);
        for wrong in ["", "IN", "RUPEE", "ABC", "₹"] {
            assert!(matches!(Currency::parse(wrong), Err(MoneyError::UnknownCurrency(_))), "{wrong}");
        }
    }

    #[test]
    fn minor_units_follow_the_standard() {
        let exponents =
            [Currency::INR, Currency::USD, Currency::EUR, Currency::GBP, Currency::AED].map(|c| c.exponent());
        assert_eq!(exponents, [2; 5]);
        assert_eq!((Currency::JPY.exponent(), Currency::KWD.exponent()), (0, 3));
    }
}
