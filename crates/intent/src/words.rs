//! Words of a text with their places: lower case, spelling variants folded, numbers reduced to their shape. Shared by
//! training and runtime, so that both see the same words. No meaning is attached here.

use std::ops::Range;

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The folded word.
    pub(crate) text: String,
    /// Bytes of the text it was read from.
    pub(crate) span: Range<usize>,
}

/// The words of `text`, at most `limit`.
pub(crate) fn read(text: &str, limit: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open: Option<usize> = None;
    for (at, character) in text.char_indices() {
        if is_word(character) {
            open.get_or_insert(at);
            continue;
        }
        if let Some(start) = open.take() {
            push(&mut words, text, start..at);
        }
        if matches!(character, '?' | '!' | '₹' | '%' | '।') {
            let end = at + character.len_utf8();
            words.push(Word { text: mark(character).to_owned(), span: at..end });
        }
        if words.len() >= limit {
            return words;
        }
    }
    if let Some(start) = open {
        push(&mut words, text, start..text.len());
    }
    words
}

fn mark(character: char) -> &'static str {
    match character {
        '?' => "?",
        '!' => "!",
        '₹' => "rs",
        '%' => "percent",
        _ => ".",
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(character, '\'' | '’')
        || (('\u{900}'..='\u{97f}').contains(&character) && !matches!(character, '\u{964}' | '\u{965}'))
}

fn push(words: &mut Vec<Word>, text: &str, span: Range<usize>) {
    let Some(written) = text.get(span.clone()) else { return };
    let lower: String =
        written.to_lowercase().chars().filter(|character| !matches!(character, '\'' | '’')).take(40).collect();
    // "5mt" and "120rs" are a number and a unit.
    let digits = lower.find(|character: char| !character.is_ascii_digit()).unwrap_or(lower.len());
    let (number, rest) = lower.split_at(digits);
    if !number.is_empty() {
        words.push(Word { text: number_shape(number).to_owned(), span: span.clone() });
    }
    if !rest.is_empty() {
        let shaped: String =
            rest.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect();
        words.push(Word { text: fold(&shaped).to_owned(), span });
    }
}

fn number_shape(number: &str) -> &'static str {
    match number.len() {
        1 => "0",
        2 => "00",
        3 => "000",
        4 => "0000",
        _ => "00000",
    }
}

/// One spelling for the ways a word is written in mails typed in a hurry.
fn fold(word: &str) -> &str {
    match word {
        "pls" | "plz" | "plese" | "pleas" | "kindly" | "kripya" | "pl" | "plss" | "plase" => "please",
        "u" => "you",
        "ur" | "yr" | "yur" => "your",
        "qty" | "qnty" | "quantities" | "qtys" | "quntity" => "quantity",
        "thx" | "thnx" | "tks" | "thanx" => "thanks",
        "recd" | "rcvd" | "receved" | "recieved" => "received",
        "pymt" | "paymnt" | "pmt" | "payments" => "payment",
        "amt" => "amount",
        "matl" | "mtl" | "mtrl" | "maal" | "material" | "materials" | "mateial" => "material",
        "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" => "kg",
        "ton" | "tons" | "tonne" | "tonnes" | "mts" => "mt",
        "ltr" | "ltrs" | "litre" | "litres" | "liter" | "liters" | "lit" => "l",
        "drums" | "barrel" | "barrels" => "drum",
        "bags" => "bag",
        "inr" | "rupees" | "rupaye" | "rupay" | "rupee" => "rs",
        "chaiye" | "chahie" | "chaheye" | "chaiyee" | "chahye" | "chiye" | "chahiyen" => "chahiye",
        "he" | "h" | "hain" | "hein" => "hai",
        "nhi" | "nahin" | "nai" | "nahee" => "nahi",
        "bhejiye" | "bhejna" | "bhejdo" | "bhejiyega" | "bhejo" | "bhej" | "bhejen" | "bhejein" => "bhejo",
        "batao" | "bataiye" | "batayein" | "bataye" | "batana" | "btao" | "bata" | "bataiyega" => "batao",
        "kr" | "karo" | "kar" | "krdo" | "kardo" | "karein" | "kare" | "karen" | "kariye" | "krna" | "karna" => "karo",
        "rha" | "raha" | "rahi" | "rhe" | "rahe" | "rhi" => "raha",
        "aap" | "ap" | "aapka" | "apka" | "aapke" | "aapki" => "aap",
        "qoute" | "quot" | "qout" | "qte" => "quote",
        "quotation" | "quotations" | "qoutation" | "quatation" | "quotaion" => "quotation",
        "enq" | "inquiry" | "enquiry" | "enquiries" | "inquiries" | "enqiry" | "inq" => "enquiry",
        "rates" => "rate",
        "prices" | "pricing" => "price",
        "samples" | "smaple" | "sampl" => "sample",
        "urgently" | "urgnt" | "asap" => "urgent",
        "confrm" | "cnfrm" | "cnf" | "cfm" => "confirm",
        "delivry" | "dlvry" | "delvery" | "deliveries" => "delivery",
        "msds" | "sds" => "msds",
        "coas" => "coa",
        "coll" | "colleague" | "colleagues" => "colleague",
        "cant" | "cannot" => "cannot",
        "im" => "am",
        "immediatly" | "immediate" | "imm" => "immediately",
        "tmrw" | "tomm" | "tmw" | "tommorow" => "tomorrow",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_numbers_keep_their_shape() {
        let words: Vec<String> =
            read("Pls send 25kgs @ ₹1200, don't delay?", 99).into_iter().map(|word| word.text).collect();
        assert_eq!(words, ["please", "send", "00", "kg", "rs", "0000", "dont", "delay", "?"]);
    }

    #[test]
    fn devanagari_words_stay_whole() {
        let words: Vec<String> = read("कृपया भाव भेजें।", 99).into_iter().map(|word| word.text).collect();
        assert_eq!(words, ["कृपया", "भाव", "भेजें", "."]);
    }

    #[test]
    fn spans_point_at_the_text() {
        let text = "ज़िंक ऑक्साइड price?";
        assert!(read(text, 99).iter().all(|word| text.get(word.span.clone()).is_some()));
    }
}
