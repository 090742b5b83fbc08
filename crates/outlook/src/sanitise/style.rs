//! Inline styles, declaration by declaration, from a list of properties that cannot leave their box.
//!
//! Values may hold words, numbers and colours. No escapes, no addresses and no functions but the colour ones, so
//! there is nothing to hide behind.

/// Properties that only colour, space and size.
const ALLOWED: [&str; 54] = [
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "clear",
    "color",
    "direction",
    "display",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "mso-hide",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
];
const MORE: [&str; 8] = [
    "text-indent",
    "text-transform",
    "vertical-align",
    "visibility",
    "white-space",
    "width",
    "word-break",
    "word-wrap",
];
const FUNCTIONS: [&str; 4] = ["rgb", "rgba", "hsl", "hsla"];
/// Words no honest value needs, whatever surrounds them.
const REFUSED: [&str; 4] = ["expression", "javascript", "url", "behavior"];
const LONGEST_STYLE: usize = 16 * 1024;
const LONGEST_VALUE: usize = 256;

/// The declarations that may stay, in one canonical writing, or `None` when none may.
pub(super) fn kept(style: &str) -> Option<String> {
    if style.len() > LONGEST_STYLE {
        return None;
    }
    let kept: Vec<String> = style.split(';').filter_map(declaration).collect();
    (!kept.is_empty()).then(|| kept.join(";"))
}

fn declaration(text: &str) -> Option<String> {
    let (property, value) = text.split_once(':')?;
    let property = property.trim().to_ascii_lowercase();
    let value = value.trim();
    let is_known = ALLOWED.contains(&property.as_str()) || MORE.contains(&property.as_str());
    (is_known && is_plain(value) && stays_near(&property, value)).then(|| format!("{property}:{value}"))
}

/// Whether a value below nought moves its words by no more than Outlook does for a list or a table. More of it takes them,
/// or those that follow, out of sight.
fn stays_near(property: &str, value: &str) -> bool {
    let most = match property {
        "letter-spacing" => 2.0,
        _ => 60.0,
    };
    let mut below = value.split([' ', ',', '!']).filter_map(|part| part.strip_prefix('-'));
    below.all(|part| {
        let (number, unit) = part.split_at(part.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(part.len()));
        match (number.parse::<f64>(), unit.to_ascii_lowercase().as_str()) {
            (Ok(number), "" | "px" | "pt") => number <= most,
            (Ok(number), "em" | "rem" | "ex" | "ch" | "in" | "cm" | "mm" | "pc") => number <= most / 15.0,
            // A name may begin with a hyphen.
            (Err(_), _) => number.is_empty(),
            (Ok(_), _) => false,
        }
    })
}

fn is_plain(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    !value.is_empty()
        && value.len() <= LONGEST_VALUE
        && !REFUSED.iter().any(|word| lower.contains(word))
        && without_colours(&lower).is_some_and(|rest| rest.chars().all(is_plain_char))
}

const fn is_plain_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ' ' | '#' | '%' | '.' | ',' | '\'' | '"' | '!' | '_' | '-' | '/')
}

/// The value with its colour functions taken out; `None` when it has any other function.
fn without_colours(value: &str) -> Option<String> {
    let (mut out, mut rest) = (String::new(), value);
    while let Some((before, after)) = rest.split_once('(') {
        let (inside, tail) = after.split_once(')')?;
        let name = before.rsplit([' ', ',']).next().unwrap_or_default();
        let is_numbers = inside.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | ',' | '.' | '%' | '/'));
        if !FUNCTIONS.contains(&name) || !is_numbers {
            return None;
        }
        out.push_str(before);
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

/// True when a style hides its element.
pub(super) fn hides(style: &str) -> bool {
    style.split(';').filter_map(|d| d.split_once(':')).any(|(property, value)| {
        let value = value.trim().trim_end_matches("!important").trim().to_ascii_lowercase();
        matches!(
            (property.trim(), value.as_str()),
            ("display", "none") | ("visibility", "hidden") | ("mso-hide", "all") | ("font-size", "0" | "0px")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_styles_stay() {
        let style = "COLOR: rgb(1, 2,3); font-family:'Segoe UI', Arial; margin:0 auto!important; background:#fff";
        assert_eq!(
            kept(style).as_deref(),
            Some("color:rgb(1, 2,3);font-family:'Segoe UI', Arial;margin:0 auto!important;background:#fff")
        );
    }

    #[test]
    fn lists_and_tables_of_outlook_stand_as_they_did_and_nothing_is_moved_out_of_sight() {
        for stays in ["margin-left:-5.4pt", "text-indent:-18.0pt", "margin:-1px 0 0 -4px", "text-indent:-.25in"] {
            assert_eq!(kept(stays).as_deref(), Some(stays));
        }
        for goes in
            ["margin-top:-9999px", "text-indent:-100%", "margin:0 0 0 -100vw", "letter-spacing:-9px", "margin:-9em"]
        {
            assert_eq!(kept(goes), None, "{goes}");
        }
    }

    #[test]
    fn anything_that_reaches_out_or_over_goes() {
        for bad in [
            "background:url(https://t.example)",
            "background:u\\72l(x)",
            "background:URL (x)",
            "width:expression(alert(1))",
            "position:fixed",
            "top:0",
            "behavior:x",
            "-moz-binding:x",
            "color:var(--x)",
            "width:calc(1px)",
            "background:image-set('x' 1x)",
            "color:red/**/",
            "color:<b>",
            "color:rgb(1,2,url(x))",
            "color",
            "",
        ] {
            assert_eq!(kept(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_kept_is_kept_again_unchanged() {
        let once = kept(" Color : red ; position:fixed; margin:1px ").unwrap();
        assert_eq!(kept(&once).as_deref(), Some(once.as_str()));
    }

    #[test]
    fn hidden_is_seen_as_hidden() {
        assert!(hides("color:red;display:none!important"));
        assert!(hides("display: NONE"));
        assert!(!hides("display:block"));
    }
}
