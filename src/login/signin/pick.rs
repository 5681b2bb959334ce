//! Which entry is the wanted one. Entries come one after the other; the best so far is kept as bytes.
use super::decode::Decoder;
use super::glimpse::{Key, number};
use super::tally::{Attempt, Tally, is_wrong_password};
use super::{BLOCKED, LogError, Place, Wanted, contradiction, entry};
use crate::facts::{LogForm, MatchedBy, SignIn, Trouble};
use memchr::memmem::Finder;
use time::{Duration, OffsetDateTime};

/// Clocks and the time a sign-in takes: the page's time is its end, the log's its beginning.
const NEAR: Duration = Duration::minutes(5);
/// Troubles that are kept one by one.
const TROUBLE_LIMIT: usize = 20;

/// Why an entry may be the one; best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    Correlation,
    Request,
    Time,
    /// Has the wanted code.
    Code,
    /// Has another one.
    Failed,
    Any,
}

const CLAIMS: usize = 6;

struct Candidate {
    /// Has the wanted code; then the larger the better.
    score: (bool, i64),
    bytes: Vec<u8>,
    place: Place,
}

pub(super) struct Picker {
    wanted: Wanted,
    decoder: Decoder,
    /// Lower-case ids, searched for as bytes.
    ids: Vec<Finder<'static>>,
    /// By [`Claim`].
    best: [Option<Candidate>; CLAIMS],
    keys: Keys,
    tally: Tally,
    entries: u64,
    /// Entries without a code; the first, with its first bytes.
    codeless: u64,
    first_codeless: Option<(Place, Vec<u8>)>,
    troubles: Vec<Trouble>,
    more_troubles: u64,
}

struct Keys {
    code: Key,
    time: Key,
    user: Key,
    address: Key,
    country: Key,
    device: Key,
}

impl Picker {
    pub fn new(wanted: &Wanted, decoder: Decoder) -> Self {
        let lower = |it: &Option<String>| {
            it.as_ref()
                .map(|it| it.trim().to_ascii_lowercase())
                .filter(|it| !it.is_empty())
        };
        let wanted = Wanted {
            correlation_id: lower(&wanted.correlation_id),
            request_id: lower(&wanted.request_id),
            ..wanted.clone()
        };
        let ids = [&wanted.correlation_id, &wanted.request_id];
        Picker {
            decoder,
            ids: ids
                .into_iter()
                .flatten()
                .map(|it| Finder::new(it).into_owned())
                .collect(),
            wanted,
            best: [const { None }; CLAIMS],
            keys: Keys {
                code: Key::new(&["errorCode", "ErrorCode", "ResultType", "resultType"]),
                time: Key::new(&["createdDateTime", "CreatedDateTime", "TimeGenerated"]),
                user: Key::new(&["userPrincipalName", "UserPrincipalName"]),
                address: Key::new(&["ipAddress", "IPAddress", "IpAddress"]),
                country: Key::new(&["countryOrRegion", "CountryOrRegion", "Location"]),
                device: Key::new(&["deviceId", "DeviceId"]),
            },
            tally: Tally::default(),
            entries: 0,
            codeless: 0,
            first_codeless: None,
            troubles: Vec::new(),
            more_troubles: 0,
        }
    }

    /// Counts an entry that begins at `offset`.
    pub fn next_place(&mut self, offset: u64) -> Place {
        self.entries += 1;
        Place {
            offset,
            entry: self.entries,
        }
    }

    pub fn trouble(&mut self, place: Place, problem: String) {
        if self.troubles.len() < TROUBLE_LIMIT {
            self.troubles.push(Trouble {
                offset: place.offset,
                entry: place.entry,
                problem,
            });
        } else {
            self.more_troubles += 1;
        }
    }

    /// Something behind the last entry so far.
    pub fn trouble_at(&mut self, offset: u64, problem: String) {
        let entry = self.entries;
        self.trouble(Place { offset, entry }, problem);
    }

    fn code(&self) -> u32 {
        self.wanted.code.unwrap_or(BLOCKED)
    }

    /// An entry of a JSON form.
    pub fn json(&mut self, bytes: &[u8], place: Place) {
        if matches!(self.decoder, Decoder::Rows(_)) {
            return self.row(bytes, place);
        }
        let code = self.keys.code.find(bytes).and_then(number);
        let mut attempt = Attempt {
            code,
            ..Attempt::default()
        };
        if let Some(user) = self.keys.user.find(bytes) {
            attempt.user = user;
            attempt.country = self.keys.country.find(bytes).unwrap_or_default();
            attempt.device = self.keys.device.find(bytes).unwrap_or_default();
            if is_wrong_password(code) {
                attempt.address = self.keys.address.find(bytes).unwrap_or_default();
            }
            self.tally.add(attempt);
        }
        if self.ids.iter().any(|it| it.find(bytes).is_some()) {
            // Rare, so the members can be compared rather than the bytes.
            match self.decode(bytes) {
                Ok((it, _)) => {
                    if let Some(claim) = self.by_id(&it) {
                        self.offer(claim, code, it.created, bytes, place);
                    }
                }
                Err(problem) => self.trouble(place, problem),
            }
        }
        self.without_id(code, bytes, place, |picker| {
            let text = picker.keys.time.find(bytes)?;
            entry::instant(std::str::from_utf8(text).ok()?)
        });
    }

    /// An entry of a form where members have no names of their own.
    pub fn row(&mut self, bytes: &[u8], place: Place) {
        let it = match self.decode(bytes) {
            Ok((it, _)) => it,
            Err(problem) => return self.trouble(place, problem),
        };
        let text = |it: &Option<crate::facts::Pii<String>>| {
            it.as_ref().map_or(String::new(), |it| it.0.clone())
        };
        let code = it.codes.first().copied();
        let country = it.location.country.clone().unwrap_or_default();
        self.tally.add(Attempt {
            code,
            user: text(&it.user).as_bytes(),
            address: text(&it.ip).as_bytes(),
            country: country.as_bytes(),
            device: text(&it.device.id).as_bytes(),
        });
        if let Some(claim) = self.by_id(&it) {
            self.offer(claim, code, it.created, bytes, place);
        }
        self.without_id(code, bytes, place, |_| it.created);
    }

    fn decode(&self, bytes: &[u8]) -> Result<(SignIn, bool), String> {
        let it = self.decoder.decode(bytes)?;
        let sign_in = entry::sign_in(&it.value).ok_or_else(|| {
            let names = it.value.as_object().map(|it| it.keys().take(4).cloned());
            let names: Vec<String> = names.into_iter().flatten().collect();
            format!("an entry with {}", names.join(", "))
        })?;
        Ok((sign_in, it.lossy))
    }

    fn by_id(&self, it: &SignIn) -> Option<Claim> {
        let same = |wanted: &Option<String>, found: &Option<String>| match (wanted, found) {
            (Some(wanted), Some(found)) => wanted.eq_ignore_ascii_case(found),
            _ => false,
        };
        if same(&self.wanted.correlation_id, &it.correlation_id) {
            Some(Claim::Correlation)
        } else if same(&self.wanted.request_id, &it.request_id) {
            Some(Claim::Request)
        } else {
            None
        }
    }

    /// The claims that an entry has by its time and code.
    fn without_id(
        &mut self,
        code: Option<u32>,
        bytes: &[u8],
        place: Place,
        time: impl FnOnce(&mut Picker) -> Option<OffsetDateTime>,
    ) {
        if code.is_none() {
            self.codeless += 1;
            if self.first_codeless.is_none() {
                let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
                self.first_codeless = Some((place, head.to_vec()));
            }
        }
        let by_id = self.best.iter().take(2).any(Option::is_some);
        if by_id {
            return;
        }
        if let Some(wanted) = self.wanted.time {
            let time = time(self);
            let distance = time.map(|it| (it - wanted).abs()).filter(|it| *it <= NEAR);
            if let Some(distance) = distance {
                let good = code == Some(self.code());
                let score = (good, -distance.whole_milliseconds() as i64);
                self.keep(Claim::Time, score, bytes, place);
            }
        } else if self.ids.is_empty() {
            let claim = match code {
                Some(it) if it == self.code() => Claim::Code,
                Some(1..) => Claim::Failed,
                _ => Claim::Any,
            };
            let better = self.best.iter().take(claim as usize).any(Option::is_some);
            if !better {
                let time = time(self);
                self.offer(claim, code, time, bytes, place);
            }
        }
    }

    /// The newest of those with the wanted code.
    fn offer(
        &mut self,
        claim: Claim,
        code: Option<u32>,
        time: Option<OffsetDateTime>,
        bytes: &[u8],
        place: Place,
    ) {
        let time = time.map_or(i64::MIN, |it| {
            (it.unix_timestamp_nanos() / 1_000_000) as i64
        });
        self.keep(claim, (code == Some(self.code()), time), bytes, place);
    }

    fn keep(&mut self, claim: Claim, score: (bool, i64), bytes: &[u8], place: Place) {
        let Some(slot) = self.best.get_mut(claim as usize) else {
            return;
        };
        match slot {
            Some(there) if there.score >= score => {}
            Some(there) => {
                there.score = score;
                there.place = place;
                there.bytes.clear();
                there.bytes.extend_from_slice(bytes);
            }
            None => {
                *slot = Some(Candidate {
                    score,
                    bytes: bytes.to_vec(),
                    place,
                });
            }
        }
    }

    /// The wanted entry with all that the log says beside it.
    pub fn finish(mut self) -> Result<SignIn, LogError> {
        let claims = [
            MatchedBy::CorrelationId,
            MatchedBy::RequestId,
            MatchedBy::Time,
            MatchedBy::Newest,
            MatchedBy::Newest,
            MatchedBy::Newest,
        ];
        let best = std::mem::replace(&mut self.best, [const { None }; CLAIMS]);
        for (it, matched_by) in best.into_iter().zip(claims) {
            let Some(candidate) = it else { continue };
            match self.decode(&candidate.bytes) {
                Ok((it, _)) if matched_by == MatchedBy::Time && self.is_another(&it) => {}
                Ok((it, lossy)) => {
                    if lossy {
                        let problem = "bytes that are not UTF-8, shown as U+FFFD".to_owned();
                        self.trouble(candidate.place, problem);
                    }
                    return Ok(self.complete(it, matched_by));
                }
                Err(problem) => self.trouble(candidate.place, problem),
            }
        }
        Err(self.nothing())
    }

    /// Whether an entry near in time has ids, and other ones.
    fn is_another(&self, it: &SignIn) -> bool {
        match (&self.wanted.correlation_id, &it.correlation_id) {
            (Some(wanted), Some(found)) => !wanted.eq_ignore_ascii_case(found),
            _ => false,
        }
    }

    fn complete(mut self, mut it: SignIn, matched_by: MatchedBy) -> SignIn {
        it.matched_by = match matched_by {
            MatchedBy::Newest if self.entries == 1 => MatchedBy::Only,
            it => it,
        };
        if matches!(self.decoder, Decoder::Csv { .. }) && it.form == LogForm::Json {
            it.form = LogForm::PortalCsv;
        }
        if let Some((place, _)) = self.first_codeless.take().filter(|_| self.codeless > 0) {
            let problem = format!(
                "entries that have no error code, from here on: {}",
                self.codeless
            );
            self.trouble(place, problem);
        }
        it.contradictions = contradiction::of(&it, &self.wanted);
        it.strange = self.tally.strange(&it);
        it.entries = self.entries;
        if self.tally.overflowed {
            let problem = "too many users to count: other attempts are counted in part only";
            self.trouble_at(0, problem.to_owned());
        }
        if self.more_troubles > 0
            && let Some(last) = self.troubles.last_mut()
        {
            last.problem
                .push_str(&format!(" (and {} more like these)", self.more_troubles));
        }
        it.troubles = self.troubles;
        it
    }

    /// Why there is none.
    fn nothing(self) -> LogError {
        let coded = self.entries - self.codeless.min(self.entries);
        if let (0, Some((_, head))) = (coded, &self.first_codeless) {
            let found = match self.decode(head) {
                Err(problem) if problem.starts_with("an entry with") => {
                    format!("it begins with {problem}")
                }
                _ => "no entry has an error code".to_owned(),
            };
            return LogError::NotSignIns { found };
        }
        if let Some(first) = self.troubles.into_iter().next()
            && (coded == 0 || self.ids.is_empty())
        {
            return LogError::Unreadable {
                problem: first.problem,
                offset: first.offset,
                entry: first.entry,
            };
        }
        if self.entries == 0 {
            return LogError::NotSignIns {
                found: "it holds no entries".to_owned(),
            };
        }
        let mut wanted = Vec::new();
        if let Some(it) = &self.wanted.correlation_id {
            wanted.push(format!("correlation id {it}"));
        }
        if let Some(it) = &self.wanted.request_id {
            wanted.push(format!("request id {it}"));
        }
        if let Some(it) = self.wanted.time {
            wanted.push(format!("at {it}"));
        }
        LogError::NoMatch {
            wanted: wanted.join(", "),
            entries: self.entries,
        }
    }
}
