//! Lays out what was written here so that it looks the same in other people's mail programs.
//!
//! Outlook draws mail with the engine of Word, and web mail throws style sheets away: what is to be seen has to stand on
//! each element. What is written is cleaned by the same rules as what comes in, since it may have been pasted from
//! anywhere; then each element gets the style that the editor showed, below what it brought itself.

use super::{attributes::BLOCKED, prune};

/// Longest letter given out, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;
const SHEET: &str = "font-family:Calibri,'Segoe UI',Arial,sans-serif;font-size:11pt;color:#1a1a1a";
const CELL: &str = "border:1px solid #bfbfbf;padding:3px 8px;vertical-align:top;text-align:left";

/// The letter as it leaves.
pub(crate) fn laid_out(raw: &str) -> String {
    let (clean, _) = prune::prune(raw, LONGEST);
    let mut out = format!("<div style=\"{SHEET}\">");
    let mut rest = clean.as_str();
    // Every `<` of clean markup begins a tag, and every tag ends with the next `>`: text and values are escaped.
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        let Some((tag, behind)) = after.split_once('>') else { break };
        rest = behind;
        styled(tag, &mut out);
        if tag.starts_with('p') && rest.starts_with("</p>") {
            // An empty line has no height of its own in Outlook.
            out.push_str("&nbsp;");
        }
    }
    out.push_str(rest);
    out.push_str("</div>");
    out
}

fn styled(tag: &str, out: &mut String) {
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    // A picture from elsewhere is not in the mail: what is left of it would be an empty frame.
    if name == "img" && attributes.contains(BLOCKED) {
        return;
    }
    let Some(style) = style_of(name) else {
        out.push_str(&format!("<{tag}>"));
        return;
    };
    out.push('<');
    out.push_str(name);
    match attributes.split_once("style=\"").and_then(|(before, after)| Some((before, after.split_once('"')?))) {
        Some((before, (own, after))) => {
            out.push_str(&format!(" {before}style=\"{style};{own}\"{after}"));
        }
        None if attributes.is_empty() => out.push_str(&format!(" style=\"{style}\"")),
        None => out.push_str(&format!(" {attributes} style=\"{style}\"")),
    }
    out.push('>');
}

fn style_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "p" => "margin:0",
        "h1" => "margin:12px 0 4px;font-size:16pt;font-weight:600",
        "h2" => "margin:12px 0 4px;font-size:14pt;font-weight:600",
        "h3" => "margin:8px 0 4px;font-size:12pt;font-weight:600",
        "ul" | "ol" => "margin:4px 0;padding-left:28px",
        "li" => "margin:0",
        "blockquote" => "margin:4px 0 4px 8px;padding-left:8px;border-left:2px solid #bfbfbf",
        "a" => "color:#0f6cbd;text-decoration:underline",
        "table" => "border-collapse:collapse;margin:8px 0;font-size:11pt",
        "td" => CELL,
        "th" => {
            "border:1px solid #bfbfbf;padding:3px 8px;vertical-align:top;text-align:left;font-weight:600;background-color:#f3f3f3"
        }
        "pre" | "code" => "font-family:Consolas,'Courier New',monospace;font-size:10pt",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(raw: &str) -> String {
        let out = laid_out(raw);
        let inside = out.strip_prefix(&format!("<div style=\"{SHEET}\">")).and_then(|out| out.strip_suffix("</div>"));
        inside.unwrap().to_owned()
    }

    #[test]
    fn each_element_carries_its_own_style() {
        assert_eq!(inside("<p>One</p><p></p>"), "<p style=\"margin:0\">One</p><p style=\"margin:0\">&nbsp;</p>");
        let table = inside("<table><tr><td colspan=\"2\" style=\"text-align:right\">5</td></tr></table>");
        assert!(table.contains(&format!("<td colspan=\"2\" style=\"{CELL};text-align:right\">5</td>")), "{table}");
        assert!(inside("<a href=\"https://x.in/\">x</a>").starts_with("<a href=\"https://x.in/\" style=\"color:"));
    }

    #[test]
    fn what_was_pasted_leaves_nothing_behind() {
        let pasted = "<style>p{color:red}</style><p class=MsoNormal style='mso-x:1;color:red' onclick=x>a<o:p></o:p>\
                      <img src=\"https://t.example/p.gif\"><script>x</script></p>";
        assert_eq!(inside(pasted), "<p style=\"margin:0;color:red\">a</p>");
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(inside("a &lt;b&gt; {{x}} > c"), "a &lt;b&gt; {{x}} &gt; c");
    }
}
