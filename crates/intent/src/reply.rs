//! The newest part of a mail: what its sender wrote this time, without the quoted history. It works on visible text line
//! by line and knows the headings of the common mail programs in a dozen languages. It does not look at meaning, except
//! for the few words that say "my answer is below".

use crate::pattern::pattern;

pattern!(
    BANNER,
    r"^\W{0,3}(?:[-_*]{2,}|[—–]+)\s*(?:original|forwarded|urspr(?:ü|ue)ngliche|weitergeleitete|message|mensaje|mensagem|messaggio|oorspronkelijk|doorgestuurd|oryginalna|исходное|пересылаемое|मूल|अग्रेषित)\b[^\n]{0,40}?(?:[-_*]{2,}|[—–]+)\s*(?:$|\W{0,3}(?:from|von|de)\s*\*?\s*[:：])|^begin forwarded message\s*:|^-{3,}\s*forwarded by\b|^-{5,}\s*original mail"
);
pattern!(FORWARD, r"forward|weitergeleitet|doorgestuurd|пересыл|अग्रेषित");
pattern!(
    WROTE,
    r"^\W{0,3}(?:on|am|le|el|il|em|op|den|w dniu|dnia|ven|lun|mar|mer|jeu|gio|mié|pada)\b.{5,240}(?:wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał\(?a?\)?|menulis)[^\n]{0,60}:\s*$|.{4,240}(?:ने लिखा|написал\(?а?\)?|пишет|写道|寫道|のメール|yazdı|kirjoitti|님이 작성|wrote)\s*[:：]\s*$|^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.{3,160}[:：]\s*$"
);
pattern!(
    ATTRIBUTES,
    r"^\W{0,3}(?:(?:on|am|le|el|il|em|op|den|w dniu|dnia|pada)\b.*\w|(?:mon|tue|wed|thu|fri|sat|sun)\w*,.*\d|\d{4}[-/.年]\d)"
);
pattern!(DATED, r"@|\b20\d{2}\b|\b\d{1,2}[:.]\d{2}\b");
pattern!(SENTENCE_END, r"(?:[^m.][.]|[!?])\s*$");
pattern!(
    HEADING_INLINE,
    r"^\W{0,3}(?:from|von|de|da|van)\s*\*?\s*[:：].{2,200}?\b(?:sent|date|gesendet|datum|envoyé|enviado|data)\s*\*?\s*[:：].{2,200}?\b(?:to|subject|an|betreff|objet|para|asunto)\s*\*?\s*[:：]"
);
pattern!(
    HEADING_FROM,
    r"^\W{0,3}(?:from|von|de|da|van|fra|från|od|от|kimden|प्रेषक|发件人|差出人)\s*\*?\s*[:：]\s*\*?\s*\S"
);
pattern!(
    HEADING_NEXT,
    r"^\W{0,3}(?:sent|date|to|subject|cc|reply-to|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto|assunto|data|inviato|a|oggetto|verzonden|aan|onderwerp|sendt|til|emne|skickat|till|ämne|wysłano|do|temat|дата|кому|тема|gönderildi|kime|konu|भेजा|दिनांक|सेवा में|विषय|发送时间|收件人|主题)\s*\*?\s*[:：]"
);
pattern!(
    LOTUS,
    r"^.{0,60}\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:am|pm)?\s*$|^\s*(?:sent by|from):?\s.{1,60}\s\d{1,2}:\d{2}\s*(?:am|pm)\s*$"
);
pattern!(LOTUS_TO, r"^\s*(?:to|cc|subject)\b\s*:?\s*\S*");
pattern!(
    POINTS_DOWN,
    r"\b(?:below|inline|in[- ]line|trailing|trail(?:ing)? mail|in red|in blue|niche|neeche|interleaved|marked)\b|नीचे"
);

/// A mail cut in two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Split {
    /// What the sender wrote this time.
    pub(crate) newest: String,
    /// True when history was cut off.
    pub(crate) has_history: bool,
    /// True when the sender wrote nothing of his own, or only a word or two above what he passes on: what stands in
    /// `newest` is quoted.
    pub(crate) is_borrowed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Wrote,
    Block,
    Forward,
}

/// Cuts the quoted history off.
pub(crate) fn split(text: &str) -> Split {
    let lines: Vec<&str> = text.lines().collect();
    let Some((at, mark, skip)) = first_mark(&lines) else {
        return without_angle_lines(&lines);
    };
    let above = own_lines(lines.get(..at).unwrap_or_default());
    let below = lines.get(at + skip..).unwrap_or_default();
    let says_below = POINTS_DOWN.occurs(&above) && word_count(&above) <= 25;
    if word_count(&above) >= 3 && !says_below && mark != Mark::Forward {
        return Split { newest: above, has_history: true, is_borrowed: false };
    }
    if mark == Mark::Forward && word_count(&above) > 15 && !says_below {
        return Split { newest: above, has_history: true, is_borrowed: false };
    }
    let is_own_below = mark == Mark::Wrote && below.iter().any(|line| is_angled(line));
    let answer = match mark {
        Mark::Wrote if is_own_below => own_lines(until_mark(below)),
        Mark::Wrote if word_count(&above) > 0 && !says_below => String::new(),
        Mark::Block if word_count(&above) > 0 && !says_below => String::new(),
        Mark::Wrote | Mark::Block | Mark::Forward => without_headings(below),
    };
    let is_borrowed = !is_own_below && (word_count(&above) == 0 || word_count(&answer) > 0);
    Split { newest: joined(&above, &answer), has_history: true, is_borrowed }
}

fn joined(above: &str, below: &str) -> String {
    let text = format!("{above}\n{below}");
    text.trim().to_owned()
}

fn without_angle_lines(lines: &[&str]) -> Split {
    let own = own_lines(lines);
    let has_history = lines.iter().any(|line| is_angled(line));
    if own.is_empty() && has_history {
        // Everything is quoted: a forward without a heading. The quote is all there is to read.
        let bare: Vec<&str> = lines.iter().map(|line| line.trim_start_matches(['>', ' '])).collect();
        return Split { newest: bare.join("\n").trim().to_owned(), has_history, is_borrowed: true };
    }
    Split { newest: own, has_history, is_borrowed: false }
}

fn own_lines(lines: &[&str]) -> String {
    let kept: Vec<&str> = lines.iter().copied().filter(|line| !is_angled(line)).collect();
    kept.join("\n").trim().to_owned()
}

fn is_angled(line: &str) -> bool {
    // "Ravi> old text": some programs put the writer's name or initials before the mark.
    let named = || {
        line.split_once('>').is_some_and(|(name, rest)| {
            (1..=10).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphabetic())
                && rest.starts_with(' ')
        })
    };
    line.starts_with('>') || line.starts_with("|>") || named()
}

fn until_mark<'a>(lines: &'a [&'a str]) -> &'a [&'a str] {
    let end = first_mark(lines).map_or(lines.len(), |(at, _, _)| at);
    lines.get(..end).unwrap_or_default()
}

/// The first quoted mail: its own heading skipped, so that the heading is not taken for the next mark.
fn without_headings(lines: &[&str]) -> String {
    let is_heading = |line: &&&str| line.trim().is_empty() || HEADING_FROM.occurs(line) || HEADING_NEXT.occurs(line);
    let skipped = lines.iter().take_while(is_heading).count();
    let quoted = until_mark(lines.get(skipped..).unwrap_or_default());
    let kept: Vec<&str> = quoted.iter().map(|line| line.trim_start_matches(['>', ' '])).collect();
    kept.join("\n").trim().to_owned()
}

pub(crate) fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// The first line that opens quoted history: its index, its kind, and how many lines the opening takes.
fn first_mark(lines: &[&str]) -> Option<(usize, Mark, usize)> {
    lines.iter().enumerate().find_map(|(at, line)| mark_at(lines, at, line).map(|(mark, skip)| (at, mark, skip)))
}

fn mark_at(lines: &[&str], at: usize, line: &str) -> Option<(Mark, usize)> {
    if line.is_empty() || line.len() > 400 || is_angled(line) {
        return None;
    }
    if BANNER.occurs(line) {
        return Some((if FORWARD.occurs(line) { Mark::Forward } else { Mark::Block }, 1));
    }
    if let Some(taken) = attribution(lines, at) {
        return Some((Mark::Wrote, taken));
    }
    if line.starts_with("______") {
        let next = lines.iter().skip(at + 1).take(3).any(|next| HEADING_FROM.occurs(next));
        return next.then_some((Mark::Block, 1));
    }
    if HEADING_INLINE.occurs(line) {
        return Some((Mark::Block, 1));
    }
    if HEADING_FROM.occurs(line) {
        let followers = lines.iter().skip(at + 1).take(6).filter(|next| HEADING_NEXT.occurs(next)).count();
        return (followers >= 2).then_some((Mark::Block, 1));
    }
    if LOTUS.occurs(line) && lines.iter().skip(at + 1).take(4).filter(|next| LOTUS_TO.occurs(next)).count() >= 2 {
        return Some((Mark::Block, 1));
    }
    None
}

/// How many lines the "On … wrote:" that opens here takes. Mail programs wrap it, behind the date, the name, the "<"
/// of the address; what they wrap holds an address, a year or a time, and no sentence ends in it.
fn attribution(lines: &[&str], at: usize) -> Option<usize> {
    let first = lines.get(at)?.trim();
    if ATTRIBUTES.occurs(first) && !WROTE.occurs(first) {
        let mut whole = first.to_owned();
        for (taken, line) in (2..=5).zip(lines.iter().skip(at + 1)) {
            if is_angled(line) || whole.len() > 400 || SENTENCE_END.occurs(&whole) {
                return None;
            }
            whole = format!("{whole} {}", line.trim());
            if DATED.occurs(&whole) && WROTE.occurs(whole.trim_end()) {
                return Some(taken);
            }
        }
        return None;
    }
    WROTE.occurs(first).then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newest(text: &str) -> String {
        split(text).newest
    }

    #[test]
    fn an_outlook_block_is_cut() {
        let text =
            "Please share best price.\n\nFrom: Asha <a@x.in>\nSent: Monday\nTo: me\nSubject: Old\n\nold words here";
        assert_eq!(newest(text), "Please share best price.");
        let german = "Bitte Angebot senden.\n\nVon: A\nGesendet: Montag\nAn: B\nBetreff: C\n\nalt";
        assert_eq!(newest(german), "Bitte Angebot senden.");
    }

    #[test]
    fn an_original_message_banner_is_cut() {
        assert_eq!(
            newest("Ok we confirm the order\n-----Original Message-----\nFrom: x\nold"),
            "Ok we confirm the order"
        );
        assert_eq!(
            newest("Ok we confirm it\n________________________________\nFrom: x\nSent: y\nold"),
            "Ok we confirm it"
        );
    }

    #[test]
    fn wrote_lines_of_many_languages_are_cut() {
        for line in [
            "On Mon, 5 May 2026 at 10:10, Ravi <r@x.in> wrote:",
            "Am 05.05.2026 um 10:10 schrieb Ravi:",
            "Le lun. 5 mai 2026 à 10:10, Ravi <r@x> a écrit :",
            "El lun, 5 may 2026 a las 10:10, Ravi escribió:",
            "सोम, 5 मई 2026 को 10:10 बजे रवि ने लिखा:",
            "Op ma 5 mei 2026 om 10:10 schreef Ravi:",
            "On Mon, 5 May 2026 at 10:10,\nRavi Kumar <r@x.in>\nwrote:",
            "On Mon, 5 May 2026 at 10:10, Ravi Kumar <\nravi.kumar@x.in> wrote:",
            "On Mon, May 5, 2026 at 10:10 AM Ravi Kumar <ravi.kumar@x.in>\nwrote:",
            "On Mon, May 5, 2026 at\n10:10 AM Ravi Kumar <\nravi.kumar@x.in>\nwrote:",
            "On Mon, May 5, 2026 at 10:10 AM Ravi Kumar <ravi.kumar@x.in>\n\nwrote:",
            "On Monday,\nMay 5, 2026, Ravi Kumar <ravi.kumar@x.in> wrote:",
            "  On Mon, May 5, 2026 at 10:10 a.m.\nRavi Kumar <ravi.kumar@x.in> wrote:",
            "Mon, 5 May 2026 at 10:10\nRavi Kumar <ravi.kumar@x.in> wrote:",
            "2026-05-05 10:10 GMT+05:30 Ravi Kumar\n<ravi.kumar@x.in>:",
            "Am Mo., 5. Mai 2026 um 10:10 Uhr schrieb Ravi Kumar <\nravi.kumar@x.in>:",
        ] {
            assert_eq!(
                newest(&format!("please send the price\n\n{line}\n> old text")),
                "please send the price",
                "{line}"
            );
        }
    }

    #[test]
    fn what_only_begins_like_a_wrapped_wrote_line_stays() {
        for text in [
            "On Monday we need 5 MT talc.\nThe rate is what Ravi wrote:\n120 per kg",
            "On 5 May 2026 the truck leaves.\nPlease be ready at 10:30.\nRegards",
            "Am waiting for the price since 5 May 2026\nPlease send it today",
            "On receipt of the sample\nwe tested it at 10:30\nand it is fine",
        ] {
            assert!(newest(text).starts_with(text.lines().next().unwrap()), "{text}: {}", newest(text));
        }
    }

    #[test]
    fn an_outlook_block_in_bold_or_on_one_line_is_cut() {
        for block in [
            "*From:* Asha <a@x.in>\n*Sent:* Monday\n*To:* me\n*Subject:* Old",
            "**From:** Asha <a@x.in>\n**Sent:** Monday\n**To:** me\n**Subject:** Old",
            "* From : * Asha\n* Sent : * Monday\n* To : * me\n* Subject : * Old",
            "*From*: Asha <a@x.in>\n*Date*: Monday\n*Subject*: Old",
            "From: Asha <a@x.in>\n\nSent: Monday\n\nTo: me\n\nSubject: Old",
            "From: Asha <a@x.in> Sent: Monday, May 5, 2026 To: me Subject: Old",
            "-----Original Message-----\nFrom: Asha",
            "-----Original Message----- From: Asha Sent: Monday",
            "*-----Original Message-----*\n*From:* Asha",
            "----- Original Message -----",
            "—Original Message—",
            "-----Original Appointment-----",
            "-------- Original message --------\nFrom: Asha\nDate: 5 May",
        ] {
            let text = format!("Please share the best price.\n\n{block}\n\nold words here");
            assert_eq!(newest(&text), "Please share the best price.", "{block}");
        }
    }

    #[test]
    fn an_answer_below_the_quote_is_kept() {
        let text = "On Mon, 5 May 2026, Ravi wrote:\n> what price?\nWe can do 120 per kg.";
        assert_eq!(newest(text), "We can do 120 per kg.");
        let inline = "reply below\nOn Mon, 5 May 2026, Ravi wrote:\n> price?\n120 only\n> delivery?\n2 days";
        assert_eq!(newest(inline), "reply below\n120 only\n2 days");
    }

    #[test]
    fn a_bare_forward_keeps_what_it_forwards() {
        let text = "FYI\n---------- Forwarded message ---------\nFrom: A\nDate: x\nSubject: y\nTo: z\n\nPlease quote 5 MT talc";
        assert_eq!(newest(text), "FYI\nPlease quote 5 MT talc");
    }

    #[test]
    fn a_see_below_in_outlook_keeps_the_first_quoted_mail() {
        let text = "See below\n\nFrom: A\nSent: x\nTo: y\nSubject: z\nneed 5 MT talc rate";
        assert!(newest(text).contains("need 5 MT talc rate"));
    }

    #[test]
    fn a_short_yes_stays_alone() {
        assert_eq!(newest("ok\n\nFrom: A\nSent: x\nTo: y\nSubject: z\nold order text"), "ok");
    }

    #[test]
    fn a_lotus_block_is_cut() {
        let text =
            "We accept your offer.\n\nRavi Kumar/Plant\n05/12/2026 10:23 AM\n\nTo Asha\ncc\nSubject Price\n\nold";
        assert!(newest(text).starts_with("We accept your offer."));
        assert!(!newest(text).contains("old"));
    }

    #[test]
    fn the_patterns_compile() {
        for pattern in [
            &BANNER,
            &FORWARD,
            &WROTE,
            &ATTRIBUTES,
            &DATED,
            &SENTENCE_END,
            &HEADING_INLINE,
            &HEADING_FROM,
            &HEADING_NEXT,
            &LOTUS,
            &LOTUS_TO,
            &POINTS_DOWN,
        ] {
            assert!(pattern.compiles());
        }
    }
}
