//! Which language a mail is written in, as far as it changes how it is read: Devanagari by its letters, romanised Hindi by
//! its function words, English otherwise (intent.md 3.7). A dozen product names prove nothing, so only small words count.

/// A language of the trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// English, or nothing that says otherwise.
    English,
    /// Hindi in Latin letters.
    Hinglish,
    /// Hindi in its own letters.
    Hindi,
}

impl Tongue {
    /// The name people use.
    pub const fn name(self) -> &'static str {
        match self {
            Tongue::English => "English",
            Tongue::Hinglish => "Hinglish",
            Tongue::Hindi => "Hindi",
        }
    }
}

/// Function words of romanised Hindi that are no English words.
const SMALL_WORDS: &[&str] = &[
    "hai", "hain", "hu", "hoon", "hun", "ho", "tha", "thi", "ka", "ki", "ke", "ko", "se", "mein", "par", "pe", "aur",
    "ya", "bhi", "hi", "toh", "nahi", "nahin", "nhi", "mat", "kya", "kab", "kaha", "kahan", "kaise", "kitna", "kitne",
    "kitni", "kaun", "koi", "kuch", "kyun", "kyu", "ye", "yeh", "wo", "woh", "is", "us", "aap", "aapka", "aapke",
    "aapki", "apna", "apne", "apni", "hum", "humne", "hame", "hamara", "hamare", "hamari", "mera", "mere", "meri",
    "mujhe", "main", "abhi", "kal", "aaj", "parso", "tak", "baad", "pehle", "phir", "wapas", "karo", "kar", "kardo",
    "karna", "karein", "kijiye", "diya", "dijiye", "dena", "do", "de", "lena", "le", "lo", "gaya", "gayi", "gaye",
    "raha", "rahi", "rahe", "chahiye", "chaiye", "bhejo", "bhej", "bhejiye", "batao", "bataiye", "milega", "mila",
    "wala", "wale", "wali", "jaldi", "theek", "accha", "acha", "sahi", "bhai", "ji", "sir", "liye", "saath", "sath",
    "maal", "paisa", "paise", "bhav", "namaste",
];
/// Words of the list that are English words too: they count only beside others.
const SHARED: &[&str] =
    &["is", "us", "do", "de", "le", "lo", "main", "par", "hi", "ho", "sir", "mat", "se", "hum", "ya", "pe"];

/// True for a function word of romanised Hindi.
pub(crate) fn is_small(word: &str) -> bool {
    SMALL_WORDS.contains(&word)
}

/// The language of a text. Twelve small words in a hundred, and at least one that is no English word, make it Hinglish.
pub fn tongue(text: &str) -> Tongue {
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    let devanagari = text.chars().filter(|character| ('\u{900}'..='\u{97f}').contains(character)).count();
    if devanagari * 5 > letters && devanagari > 3 {
        return Tongue::Hindi;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let small = words.iter().filter(|word| SMALL_WORDS.contains(word)).count();
    let sure = words.iter().filter(|word| SMALL_WORDS.contains(word) && !SHARED.contains(word)).count();
    if sure > 0 && small * 100 >= words.len() * 12 && (sure > 1 || words.len() < 8) {
        return Tongue::Hinglish;
    }
    Tongue::English
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_hinglish_from_english() {
        for text in ["bhai rate kya hai", "maal kab tak milega?", "Sir payment kar diya hai, check kijiye", "theek hai"]
        {
            assert_eq!(tongue(text), Tongue::Hinglish, "{text}");
        }
        for text in [
            "Please send us the price",
            "The main issue is with us, do let me know",
            "Ravi ji, please quote for 5 MT of zinc oxide at the earliest",
            "",
        ] {
            assert_eq!(tongue(text), Tongue::English, "{text}");
        }
        assert_eq!(tongue("कृपया भाव भेजें"), Tongue::Hindi);
    }
}
