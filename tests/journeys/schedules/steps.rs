//! What may happen, step by step, and the dice that make a schedule of it. A step names mails and folders by a number that
//! is taken among those there are, so that a schedule from which steps were left out still means something.

use pebble_simulators::{DeltaMode, SendMode};

/// One thing that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Somebody writes: what, and to which folder a rule of Outlook puts it.
    Deliver { what: Kind, folder: usize },
    /// In Outlook, on another device: a mail is put into another folder.
    Move { mail: usize, to: usize },
    /// The same, over another folder and back to where it was, between two looks.
    Sway { mail: usize, over: usize },
    /// It is thrown into Deleted Items.
    Bin { mail: usize },
    /// It is taken out of Deleted Items again.
    Restore { mail: usize, to: usize },
    /// It is deleted for good.
    Delete { mail: usize },
    /// It is changed where it lies.
    Edit { mail: usize, what: Change },
    /// A folder is made, below another or at the top.
    MakeFolder { below: Option<usize> },
    /// A folder gets another name.
    RenameFolder { folder: usize },
    /// A folder is dragged below another one.
    MoveFolder { folder: usize, below: usize },
    /// A folder is thrown into Deleted Items with all that is in it.
    BinFolder { folder: usize },
    /// One that was thrown away is taken out again.
    RestoreFolder { folder: usize },
    /// A folder is deleted for good with all that is in it.
    DeleteFolder { folder: usize },
    /// Every cursor that Outlook gave out is void.
    Expire,
    /// The next page within a round is refused with 410.
    ExpireWithin,
    /// So many requests are refused with 429, with or without a word on when to come again.
    Throttle { times: u32, wait: Option<&'static str> },
    /// One request fails.
    Fault(Trouble),
    /// From now on requests fail by chance: so many of a thousand.
    Chance { per_mille: u32, seed: u64 },
    /// How change feeds come from now on.
    Feeds(DeltaMode),
    /// Whether the folder to which a mail is moved tells of it.
    Destinations { tell: bool },
    /// How batches are answered from now on: shuffled, and how many items of the next are throttled.
    Batches { shuffled: bool, throttled: u32 },
    /// How the next mail that is handed over is taken, and how its copy shows in Sent Items.
    Sending { mode: SendMode, new_id: bool, delay: u32 },
    /// Time passes, and the desk does what is due.
    Pass { minutes: i64 },
    /// One turn of the mail loop.
    Turn,
    /// The rep does something.
    Act(Act),
    /// The desk dies after so many requests of a turn, at the next one's beginning or end, and is started again.
    Killed { requests: usize },
    /// The desk dies within the rep's deed or a turn, at the so-manieth await, and is started again.
    CutShort { act: Option<Act>, polls: usize },
}

/// What somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A customer asks for a price.
    Enquiry,
    /// A stranger asks for a price.
    Stranger,
    /// Nothing that the desk acts upon.
    Vague,
    /// An answer to one of the mails there are.
    Answer(usize),
}

/// What another device changes about a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Read(bool),
    Subject,
    Category,
}

/// What the rep does at the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    MarkRead {
        mail: usize,
        is_read: bool,
    },
    Archive {
        mail: usize,
    },
    Unarchive {
        mail: usize,
    },
    Junk {
        mail: usize,
    },
    Unjunk {
        mail: usize,
    },
    Snooze {
        mail: usize,
    },
    Accept {
        mail: usize,
    },
    Open {
        mail: usize,
    },
    Undo,
    /// Writes a mail of its own, or answers one or passes it on, and sends it.
    Send {
        way: &'static str,
        mail: usize,
    },
    /// Calls back what was sent last.
    Recall,
}

/// A request that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    pub path: &'static str,
    /// Answered so; with no answer when there is none.
    pub status: Option<u16>,
    pub wait: Option<&'static str>,
    /// It is carried out first.
    pub is_after: bool,
    pub nth: u32,
    pub times: u32,
}

/// SplitMix64: the same rolls for the same seed everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(end).unwrap()).unwrap()
    }

    fn number(&mut self, end: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(end)).unwrap()
    }

    fn is(&mut self) -> bool {
        self.roll().is_multiple_of(2)
    }

    fn any(&mut self) -> usize {
        self.below(64)
    }

    fn of<T: Copy>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())]
    }
}

/// The schedule of a seed.
pub fn schedule(seed: u64, longest: usize) -> Vec<Step> {
    let mut dice = Dice(seed);
    let length = longest / 2 + dice.below(longest / 2);
    (0..length).map(|_| step(&mut dice)).collect()
}

fn step(dice: &mut Dice) -> Step {
    match dice.below(100) {
        0..20 => deliver(dice),
        20..26 => Step::Move { mail: dice.any(), to: dice.any() },
        26..31 => Step::Sway { mail: dice.any(), over: dice.any() },
        31..34 => Step::Bin { mail: dice.any() },
        34..37 => Step::Restore { mail: dice.any(), to: dice.any() },
        37..39 => Step::Delete { mail: dice.any() },
        39..45 => Step::Edit { mail: dice.any(), what: change(dice) },
        45..50 => folder(dice),
        50..60 => outlook(dice),
        60..74 => Step::Turn,
        74..77 => Step::Pass { minutes: dice.of(&[1, 5, 20, 90]) },
        77..92 => Step::Act(act(dice)),
        92..96 => Step::Killed { requests: dice.below(40) },
        _ => {
            let act = dice.is().then(|| act(dice));
            let polls = dice.below(if act.is_some() { 30 } else { 200 });
            Step::CutShort { act, polls }
        }
    }
}

fn deliver(dice: &mut Dice) -> Step {
    let what = match dice.below(8) {
        0..2 => Kind::Enquiry,
        2 => Kind::Stranger,
        3..6 => Kind::Vague,
        _ => Kind::Answer(dice.any()),
    };
    // Most mail comes to the inbox, the first of the folders.
    let folder = if dice.below(4) == 0 { dice.any() } else { 0 };
    Step::Deliver { what, folder }
}

fn change(dice: &mut Dice) -> Change {
    match dice.below(4) {
        0 => Change::Read(true),
        1 => Change::Read(false),
        2 => Change::Subject,
        _ => Change::Category,
    }
}

fn folder(dice: &mut Dice) -> Step {
    let folder = dice.any();
    match dice.below(8) {
        0..3 => Step::MakeFolder { below: dice.is().then_some(folder) },
        3 => Step::RenameFolder { folder },
        4 => Step::MoveFolder { folder, below: dice.any() },
        5 => Step::BinFolder { folder },
        6 => Step::RestoreFolder { folder },
        _ => Step::DeleteFolder { folder },
    }
}

fn outlook(dice: &mut Dice) -> Step {
    match dice.below(10) {
        0 => Step::Expire,
        1 => Step::ExpireWithin,
        2 => {
            let wait = dice.of(&[None, Some("1"), Some("2.128"), Some("40")]);
            Step::Throttle { times: 1 + dice.number(6), wait }
        }
        3..5 => Step::Fault(trouble(dice)),
        5 => Step::Chance { per_mille: dice.of(&[0, 30, 120]), seed: dice.roll() },
        6 => Step::Feeds(dice.of(&[
            DeltaMode::Normal,
            DeltaMode::Replay,
            DeltaMode::Duplicates,
            DeltaMode::Reorder,
            DeltaMode::EmptyPage,
        ])),
        7 => Step::Destinations { tell: dice.is() },
        8 => Step::Batches { shuffled: dice.is(), throttled: dice.number(4) },
        _ => {
            let mode = dice.of(&[
                SendMode::Normal,
                SendMode::ResetAfterAcceptance,
                SendMode::ErrorAfterAcceptance(503),
                SendMode::ErrorAfterAcceptance(504),
                SendMode::ErrorBefore(503),
                SendMode::Bounce,
            ]);
            Step::Sending { mode, new_id: dice.is(), delay: dice.of(&[0, 0, 45, 150]) }
        }
    }
}

fn trouble(dice: &mut Dice) -> Trouble {
    Trouble {
        path: dice.of(&["", "delta", "$batch", "/messages", "/send", "create", "/mailFolders", "/move"]),
        status: dice.of(&[None, Some(500), Some(502), Some(503), Some(504), Some(429)]),
        wait: dice.of(&[None, Some("3")]),
        is_after: dice.is(),
        nth: dice.number(6),
        times: 1 + dice.number(7),
    }
}

fn act(dice: &mut Dice) -> Act {
    let mail = dice.any();
    match dice.below(17) {
        0..2 => Act::MarkRead { mail, is_read: true },
        2 => Act::MarkRead { mail, is_read: false },
        3 => Act::Archive { mail },
        4 => Act::Unarchive { mail },
        5..7 => Act::Junk { mail },
        7 => Act::Unjunk { mail },
        8 => Act::Snooze { mail },
        9 => Act::Accept { mail },
        10 => Act::Open { mail },
        11..13 => Act::Undo,
        13..16 => Act::Send { way: dice.of(&["new", "reply", "reply_all", "forward"]), mail },
        _ => Act::Recall,
    }
}
