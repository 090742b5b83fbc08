//! The facts of one thread: what is asked for, how much, at which price, under which numbers.
//!
//! Drawn once per thread so that all its mails speak of the same deal; dates depend on the mail, so they are not
//! here but in `slots`.

use super::dice::Dice;
use super::model::DemoProduct;

/// One line of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// The name this customer uses for the product.
    pub(super) product: String,
    /// Quantity with unit, in the customer's way of writing.
    pub(super) quantity: String,
    /// Packing.
    pub(super) pack: String,
    /// The parameter asked about.
    pub(super) spec: String,
    /// CAS number.
    pub(super) cas: String,
    /// Our price in paise per unit.
    pub(super) price: i64,
    /// Quantity in units.
    pub(super) units: i64,
}

/// The facts of a thread.
#[derive(Clone, Debug, Default)]
pub(super) struct Deal {
    /// What the thread is about.
    pub(super) main: Line,
    /// Further products, named when several are asked for.
    pub(super) second: Line,
    /// See `second`.
    pub(super) third: Line,
    /// What the customer offers to pay, in paise.
    pub(super) counter: i64,
    /// Our price after one step down, in paise.
    pub(super) revised: i64,
    /// What a rival asks, in paise.
    pub(super) rival: i64,
    /// A running number all document numbers of the thread come from.
    pub(super) number: i64,
}

impl Deal {
    /// The deal of the thread with this key.
    pub(super) fn of(key: &str, products: &[DemoProduct]) -> Self {
        let mut dice = Dice::named(&format!("deal {key}"));
        let start = dice.below(products.len());
        let (next, after) = (1 + dice.below(9), 11 + dice.below(9));
        let mut line = |place: usize| {
            products.iter().cycle().nth(start + place).map(|product| line(product, &mut dice)).unwrap_or_default()
        };
        let (main, second, third) = (line(0), line(next), line(after));
        let price = main.price;
        Self {
            counter: round(price * dice.between(905, 955) / 1000),
            revised: round(price * dice.between(970, 985) / 1000),
            rival: round(price * dice.between(915, 950) / 1000),
            number: dice.between(1000, 9899),
            main,
            second,
            third,
        }
    }

    /// The same deal made to fit a text that already names product, price or quantity.
    pub(super) fn fitted_to(mut self, text: &str, products: &[DemoProduct]) -> Self {
        let lower = text.to_lowercase();
        let named = |product: &&DemoProduct| {
            let names = std::iter::once(&product.name).chain(&product.synonyms);
            names.filter(|name| name.len() > 4).any(|name| lower.contains(&name.to_lowercase()))
        };
        if let Some(product) = products.iter().find(named) {
            self.main = line(product, &mut Dice::named(&product.name));
            self.main.product.clone_from(&product.name);
        }
        let price = price_in(&lower).unwrap_or(self.main.price);
        self.main.price = price;
        self.counter = round(price * 94 / 100);
        self.revised = round(price * 98 / 100);
        self.rival = round(price * 93 / 100);
        self
    }

    /// Value of the main line at our revised price, in paise, before GST.
    pub(super) fn value(&self) -> i64 {
        self.revised.saturating_mul(self.main.units)
    }
}

/// The first amount of money in the text, in paise.
fn price_in(lower: &str) -> Option<i64> {
    let is_number = |rest: &&str| rest.starts_with(|first: char| first.is_ascii_digit());
    let after_mark = |mark| lower.split(mark).skip(1).map(str::trim_start).find(is_number);
    let after = ["rs.", "rs ", "₹", "inr "].into_iter().find_map(after_mark)?;
    let amount: String = after.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let mut halves = amount.split('.');
    let rupees: i64 = halves.next()?.parse().ok()?;
    let paise: i64 = halves.next().map(|part| format!("{part:0<2}")).and_then(|part| part.parse().ok()).unwrap_or(0);
    rupees.checked_mul(100)?.checked_add(paise).filter(|price| (100..10_000_000).contains(price))
}

fn line(product: &DemoProduct, dice: &mut Dice) -> Line {
    let (quantity, units) = quantity(&product.pack, dice);
    let mut names = vec![product.name.as_str(), product.name.as_str()];
    names.extend(product.synonyms.iter().map(String::as_str));
    Line {
        product: dice.pick(&names).to_owned(),
        quantity,
        units,
        pack: product.pack.clone(),
        spec: product.spec.clone(),
        cas: product.cas.clone(),
        price: round(product.list_price_minor * dice.between(985, 1040) / 1000),
    }
}

fn quantity(pack: &str, dice: &mut Dice) -> (String, i64) {
    let size: i64 = pack.split(' ').next().and_then(|digits| digits.parse().ok()).unwrap_or(25);
    let tonnes = dice.between(1, 20);
    match dice.below(6) {
        0 => (format!("{tonnes} MT"), tonnes * 1000),
        1 => (format!("{tonnes}MT"), tonnes * 1000),
        2 => (format!("{} kg", tonnes * 250), tonnes * 250),
        3 => (format!("{tonnes} ton"), tonnes * 1000),
        4 => (format!("{} kgs", tonnes * 100), tonnes * 100),
        _ => {
            let packs = tonnes * 4;
            let kind = pack.rsplit(' ').next().unwrap_or("bag");
            (format!("{packs} {kind}s x {size} kg"), packs * size)
        }
    }
}

/// To the next half rupee, as prices are spoken.
fn round(paise: i64) -> i64 {
    (paise + 25) / 50 * 50
}

/// Paise as rupees: no decimals when they are zero.
pub(super) fn rupees(paise: i64) -> String {
    if paise % 100 == 0 { (paise / 100).to_string() } else { format!("{}.{:02}", paise / 100, paise % 100) }
}

/// Paise as whole rupees with Indian grouping: 12,34,567.
pub(super) fn grouped(paise: i64) -> String {
    let digits = (paise / 100).to_string();
    let mut out = String::new();
    let count = digits.chars().count();
    for (place, digit) in digits.chars().enumerate() {
        let after = count - place;
        if place > 0 && (after == 3 || (after > 3 && after % 2 == 1)) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
