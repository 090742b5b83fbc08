//! How the mail programs of the demo's people look: signatures, quoted text, tables, HTML.
//!
//! Only the shapes; what is said comes from the content files.

use super::cast::HOME;
use super::deal::Deal;
use super::dice::Dice;
use super::hours::written;
use super::model::{DemoAddress, DemoBody};
use super::slots::{Party, first_name};
use chrono::{DateTime, Utc};

/// A mail program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mailer {
    /// Outlook, HTML with a rule and a From/Sent/To/Subject block.
    Outlook,
    /// Old Outlook, plain text under `-----Original Message-----`.
    OldOutlook,
    /// Gmail, HTML block quote.
    Gmail,
    /// Gmail, plain text with `>`.
    GmailText,
    /// iOS mail, plain text.
    Phone,
    /// Lotus Notes, its own head block without marks.
    Lotus,
}

impl Mailer {
    /// The program this address always writes with; the rep's own office has one for all.
    pub(super) fn of(address: &str) -> Self {
        if address.ends_with(HOME) {
            return Self::Outlook;
        }
        match Dice::named(&format!("mailer {address}")).below(14) {
            0..=3 => Self::Outlook,
            4 | 5 => Self::OldOutlook,
            6 | 7 => Self::Gmail,
            8 | 9 => Self::GmailText,
            10 | 11 => Self::Phone,
            _ => Self::Lotus,
        }
    }

    fn is_html(self) -> bool {
        matches!(self, Self::Outlook | Self::Gmail)
    }
}

/// The mail being answered.
#[derive(Clone, Debug)]
pub(super) struct Earlier {
    /// Its sender.
    pub(super) from: DemoAddress,
    /// Its first recipient.
    pub(super) to: DemoAddress,
    /// When it was sent.
    pub(super) at: DateTime<Utc>,
    /// Its subject.
    pub(super) subject: String,
    /// Its text with what it quoted in turn.
    pub(super) plain: String,
}

/// A text as it goes out: the plain form for later quoting, and the body.
pub(super) struct Written {
    /// Plain text with quotes.
    pub(super) plain: String,
    /// What is stored.
    pub(super) body: DemoBody,
}

/// Puts newest text and quoted text together the way the mail program does.
pub(super) fn write(mailer: Mailer, text: &str, deal: &Deal, earlier: Option<&Earlier>, html: bool) -> Written {
    let newest = text.replace("{table}", &plain_table(deal));
    let plain = match earlier {
        Some(earlier) => format!("{newest}\n\n{}", quoted(mailer, earlier)),
        None => newest.clone(),
    };
    if !(mailer.is_html() && html || text.contains("{table}")) {
        return Written { body: DemoBody::Text(plain.clone()), plain };
    }
    let own: String = text.split("{table}").map(paragraphs).collect::<Vec<_>>().join(&html_table(deal));
    let quote = earlier.map(|earlier| quoted_html(mailer, earlier)).unwrap_or_default();
    let body =
        format!("<html><body style=\"font-family:Calibri,Arial,sans-serif;font-size:11pt\">{own}{quote}</body></html>");
    Written { plain, body: DemoBody::Html(body) }
}

fn quoted(mailer: Mailer, earlier: &Earlier) -> String {
    let (from, to) = (&earlier.from, &earlier.to);
    let lines: Vec<&str> = earlier.plain.lines().take(45).collect();
    let marked = || lines.iter().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n");
    match mailer {
        Mailer::Outlook | Mailer::OldOutlook => {
            let rule = if mailer == Mailer::OldOutlook {
                "-----Original Message-----\n"
            } else {
                "________________________________\n"
            };
            let sent = written(earlier.at, "%A, %B %-d, %Y %-I:%M %p");
            let head = format!(
                "From: {} <{}>\nSent: {sent}\nTo: {}\nSubject: {}",
                from.name, from.address, to.name, earlier.subject
            );
            format!("{rule}{head}\n\n{}", lines.join("\n"))
        }
        Mailer::Gmail | Mailer::GmailText => {
            let sent = written(earlier.at, "%a, %-d %b %Y at %H:%M");
            format!("On {sent}, {} <{}> wrote:\n\n{}", from.name, from.address, marked())
        }
        Mailer::Phone => {
            let sent = written(earlier.at, "%d-%b-%Y, at %-I:%M %p");
            format!("On {sent}, {} <{}> wrote:\n\n{}", from.name, from.address, marked())
        }
        Mailer::Lotus => {
            let sent = written(earlier.at, "%d/%m/%Y %I:%M %p");
            let head = format!(
                "{} <{}>\n{sent}\n\n        To\n{} <{}>\n        cc\n\n        Subject\n{}",
                from.name, from.address, to.name, to.address, earlier.subject
            );
            format!("{head}\n\n{}", lines.join("\n"))
        }
    }
}

fn quoted_html(mailer: Mailer, earlier: &Earlier) -> String {
    let (from, to) = (&earlier.from, &earlier.to);
    let cut: String = earlier.plain.lines().take(45).collect::<Vec<_>>().join("\n");
    let inner = paragraphs(&cut);
    if mailer == Mailer::Gmail {
        let sent = written(earlier.at, "%a, %-d %b %Y at %H:%M");
        return format!(
            "<br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On {sent}, {} &lt;{}&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex\">{inner}</blockquote></div>",
            escape(&from.name),
            from.address
        );
    }
    let sent = written(earlier.at, "%d %B %Y %H:%M");
    format!(
        "<div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\"><p><b>From:</b> {} &lt;{}&gt;<br><b>Sent:</b> {sent}<br><b>To:</b> {} &lt;{}&gt;<br><b>Subject:</b> {}</p></div>{inner}",
        escape(&from.name),
        from.address,
        escape(&to.name),
        to.address,
        escape(&earlier.subject)
    )
}

/// The signature under a mail of this person.
pub(super) fn signature(party: &Party) -> String {
    let Party { who, role, phone, company, city, .. } = party;
    let first = first_name(&who.name);
    let at_home = who.address.ends_with(HOME);
    let style = if at_home { 0 } else { Dice::named(&format!("signature {}", who.address)).below(7) };
    match style {
        0 => format!("Regards,\n{}\n{role}\n{company}, {city}\nM: {phone}", who.name),
        1 => format!(
            "Thanks & Regards,\n\n{}\n{role}\n{company}\n{city}\nMob. {phone}\nE-mail: {}",
            who.name, who.address
        ),
        2 => format!("Rgds\n{first}\n{phone}"),
        3 => format!("With best regards,\n{}\n{company}", who.name),
        4 => format!(
            "--\n{}\n{role} | {company} | {city}\n{phone}\n\nThis message and its attachments are meant for the addressee only. If you have received it in error please delete it.",
            who.name
        ),
        5 => format!("Thanking you,\nYours faithfully,\nFor {company}\n\n{}\n({role})", who.name),
        _ => format!("Best,\n{first}\n{company} | {phone}"),
    }
}

fn plain_table(deal: &Deal) -> String {
    let mut out = String::from("Sr | Material | Qty | Packing | Specification");
    for (place, line) in [&deal.main, &deal.second, &deal.third].into_iter().enumerate() {
        out.push_str(&format!(
            "\n{} | {} | {} | {} | {}",
            place + 1,
            line.product,
            line.quantity,
            line.pack,
            line.spec
        ));
    }
    out
}

fn html_table(deal: &Deal) -> String {
    let mut out = String::from(
        "<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\" style=\"border-collapse:collapse\"><tr style=\"background:#DDEBF7\"><th>Sr</th><th>Material</th><th>Qty</th><th>Packing</th><th>Specification</th></tr>",
    );
    for (place, line) in [&deal.main, &deal.second, &deal.third].into_iter().enumerate() {
        let cells = [escape(&line.product), escape(&line.quantity), escape(&line.pack), escape(&line.spec)];
        out.push_str(&format!("<tr><td>{}</td><td>{}</td></tr>", place + 1, cells.join("</td><td>")));
    }
    out.push_str("</table>");
    out
}

/// Plain text as HTML paragraphs.
pub(super) fn paragraphs(text: &str) -> String {
    let block = |block: &str| format!("<p>{}</p>", escape(block.trim()).replace('\n', "<br>\n"));
    text.split("\n\n").filter(|part| !part.trim().is_empty()).map(block).collect::<Vec<_>>().join("\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
