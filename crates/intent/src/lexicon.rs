//! Concepts of the trade: words that mean much the same to a distributor, in English, romanised Hindi and Devanagari. They
//! let the model read a phrasing it was never shown. A word may belong to one concept only; order decides.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Name of a concept and its words, separated by blanks. A word ending in `*` stands for every word that starts so.
const CONCEPTS: &[(&str, &str)] = &[
    (
        "payment",
        "payment paid neft rtgs imps utr cheque cheques ledger dues outstanding unpaid overdue remit* reconcil* tds advice receivable* payable transferred paisa paise swift lc balance clear cleared 16a भुगतान pdc",
    ),
    ("sample", "sample tester testers specimen नमूना trial trials evaluation evaluate swatch"),
    (
        "test",
        "tested test tests testing result results lab laboratory qc chemist r&d viscosity assay observed observation findings passes pass passed cleared approved trialled titration residue परीक्षण",
    ),
    (
        "document",
        "gst gstin pan msme udyam iso cancelled mandate licence license certificate certificates registration annexure questionnaire charter declaration declarations empanel* onboard* audit avl kyc portal पंजीकरण proforma form",
    ),
    ("vendor", "vendor vendors supplier suppliers approved empanelment source sources"),
    (
        "technical",
        "tds specs spec specification msds coa datasheet grade purity composition ph mesh solubility soluble dosage dose ppm flash freezing compatible compatibility stable stability cas reach halal kosher allergen gmo shelf temperature storage concentration content method टीडीएस शुद्धता एमएसडीएस",
    ),
    (
        "price",
        "price rate cost quote quotation offer proposal bid rfq tender bhav bhaav daam dam figure figures commercial commercials tariff costing landed kitna kitne rfp estimate numbers भाव दाम दर रेट कोटेशन kimat",
    ),
    (
        "haggle",
        "discount reduce reduced reduction lower lowest cheaper costly expensive higher high match matching revise revised negotiat* counter best sharpen sweeten kam zyada jyada beats l1 competing competitor concession waive छूट ज्यादा कम target compete beyond waived adjust margin",
    ),
    ("credit", "credit terms days advance"),
    (
        "order",
        "po order orders ordered purchase confirm confirmed confirmation book booked pakka accepted accept acknowledge placing place placed indent ऑर्डर आर्डर lock locked deal proceed",
    ),
    ("goods", "material goods stock consignment lot lots batch cargo supply supplies maal माल quantity"),
    (
        "vehicle",
        "truck trucks tanker tankers lorry gaadi gadi vehicle transporter transport driver docket lr bilty eway waybill container vessel bl shipment freight loading loaded unloading unloaded transit eta dispatch dispatched despatch despatched delivery delivered pickup warehouse godown गाड़ी ड्राइवर डिलीवरी pod shipped sailed reached courier couriered",
    ),
    (
        "defect",
        "leak leaking leaked leakage torn damaged damage broken lumps lump smell smells odour kharab kharaab defect* reject* rejected wrong mistake mistakes error short shortage fail failed bulging contaminat* dirty wet choking spilled burst mismatch tally complaint complain expired particles impurities off laal nikla खराब गीले शिकायत nuksan nuksaan loss bad poor worst terrible pathetic unacceptable disappointed escalat* refused cracked",
    ),
    ("replace", "replace replacement lift lifted compensate refund capa corrective rectify wapas वापस investigate"),
    ("invoice", "invoice invoices bill bills billed billing bil debit grn si"),
    (
        "wait",
        "waiting awaiting awaited pending reminder reminders remind status update updates still yet follow following chase silence response respond responded news expedite jaldi jawab delayed delay reply promised again अभी प्रतीक्षा जवाब उत्तर",
    ),
    (
        "later",
        "hold later postpone* defer* abeyance pause paused pausing after until till next abhi baad filhaal wait freeze frozen shutdown revisit reconnect slipped keep drawer रोक बाद quarter monsoon diwali year january february march april may june july august september october november december",
    ),
    (
        "lost",
        "elsewhere awarded lost cancel cancelled dropped close closed already another withdrawn withdraw selected unsuccessful regret unable finalised chose went interest interested discontinued required strike",
    ),
    (
        "meet",
        "meet meeting visit visits appointment call phone mobile number teams zoom invite invitation whatsapp milna milte discuss discussion agenda lunch coffee office milenge rsvp मिल फोन बैठक calendar am pm",
    ),
    (
        "absent",
        "leave vacation holiday holidays absence away chutti closed returning reopen resumes travelling automated automatic acknowledge acknowledgement ticket monitored अवकाश pilgrimage limited",
    ),
    (
        "sell",
        "manufacturer manufacturers manufacture dealer dealers stockist exporter supply we our range catalogue capacity introduce introducing opportunity serve offering deals hamare plant factory represent products produce principal products",
    ),
    (
        "publicity",
        "webinar exhibition expo unsubscribe register newsletter subscribe sale summit conference seats offer free delegates speakers issue edition preferences nominate nominations awards circular members",
    ),
    (
        "lure",
        "verify password login winner won lottery prize million beneficiary inheritance bitcoin crypto account suspended deactivated click urgent wallet mailbox link attorney fee cash guaranteed gift usd dollars dead late husband widow barrister ministry government visa mastercard",
    ),
    ("team", "team boss sir md hr approval margin review report forecast colleagues asm asms target crm costing"),
    (
        "person",
        "mummy papa kids school exam party birthday movie flight hotel match cricket wedding family dinner weekend trip doctor",
    ),
    ("software", "patch bug server code script build kernel release login commit compile list thread version install"),
    ("thanks", "thanks thank noted received धन्यवाद shukriya okay ok congratulations"),
    ("job", "resume cv vacancy fresher job internship career dealership distributorship agency"),
    (
        "need",
        "need require requirement required want looking chahiye chahie interested lena require enquiry indent wish चाहिए आवश्यकता available availability milega source",
    ),
    (
        "ask",
        "please could would can kya क्या what which how when kab kaun whether who advise let know batao बताइए बताएं tell share send provide kindly mail bhejo भेजें भेजिए भेज",
    ),
    ("not", "not no nahi never cannot dont without नहीं none wont isnt didnt havent hasnt na mat"),
];

const CHEMICAL_PARTS: &[&str] = &[
    "oxide",
    "chlor",
    "sulph",
    "sulf",
    "phosph",
    "benz",
    "methyl",
    "ethyl",
    "glyc",
    "nitr",
    "amine",
    "sodium",
    "potass",
    "calci",
    "magnes",
    "acid",
    "poly",
    "acet",
    "carbonate",
    "silic",
    "stear",
    "hydrox",
    "acryl",
    "aldehyde",
    "hexan",
    "toluen",
    "resin",
    "solvent",
    "pigment",
    "starch",
    "peroxide",
    "caustic",
    "borax",
    "phenol",
    "alcohol",
    "prdname",
];

static BY_WORD: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut by_word = HashMap::new();
    for (name, words) in CONCEPTS {
        for word in words.split(' ').filter(|word| !word.ends_with('*')) {
            by_word.entry(word).or_insert(*name);
        }
    }
    by_word
});

static BY_STEM: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let stems = |words: &'static str| words.split(' ').filter_map(|word| word.strip_suffix('*'));
    CONCEPTS.iter().flat_map(|(name, words)| stems(words).map(|stem| (stem, *name))).collect()
});

/// The concept of a folded word.
pub(crate) fn concept(word: &str) -> Option<&'static str> {
    if let Some(name) = BY_WORD.get(word) {
        return Some(name);
    }
    let stem = BY_STEM.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, name)| *name);
    stem.or_else(|| CHEMICAL_PARTS.iter().any(|part| word.contains(part)).then_some("chemical"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_three_languages_share_a_concept() {
        assert_eq!(concept("bhav"), Some("price"));
        assert_eq!(concept("quotation"), Some("price"));
        assert_eq!(concept("भाव"), Some("price"));
        assert_eq!(concept("postponed"), Some("later"));
        assert_eq!(concept("hydroxyethyl"), Some("chemical"));
        assert_eq!(concept("zebra"), None);
    }
}
