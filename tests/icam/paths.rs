//! Paths of the cards' certificates and of their content signers, and their revocation, as the tool itself judges them.
use crate::cards;
use cac_doctor::case::Case;
use cac_doctor::case::chain::{ChainCase, Chains, Question};
use cac_doctor::facts::Snapshot;
use cac_doctor::pki::input;
use cac_doctor::pki::path::{Code, Effect, Parameters, Status};
use cac_doctor::pki::revocation::Known;
use time::OffsetDateTime;
use time::macros::datetime;

const THEN: OffsetDateTime = datetime!(2019-08-01 0:00 UTC);

/// What became of each certificate of the card by its container, and of each content signer by what it signed.
fn judged<T>(snapshot: &Snapshot, tell: impl Fn(&ChainCase) -> Option<T>) -> Vec<(String, T)> {
    let case = Case::read(snapshot, None);
    let card = &case.readers[0].card;
    let own = card.certificates.iter().map(|it| {
        let chain = case.chain(it).expect("a certificate that was judged");
        (it.container.clone(), tell(chain))
    });
    let signers = card.content_signers();
    assert!(!signers.is_empty(), "nobody signed");
    let signers = signers.iter().map(|it| {
        let chain = case.signer_chain(it).expect("a signer that was judged");
        (it.objects(), tell(chain))
    });
    let all = own.chain(signers);
    all.filter_map(|(name, it)| Some((name, it?))).collect()
}

fn fault(it: &ChainCase) -> Option<Option<Code>> {
    let first = it.judgement.best().and_then(|it| it.findings.first());
    (it.judgement.status != Status::Valid).then(|| first.map(|it| it.code))
}

fn standing(it: &ChainCase) -> Option<&'static str> {
    Some(it.revocation.status.as_str())
}

#[test]
fn paths_of_every_card_are_valid_but_where_its_name_says_otherwise() {
    for (name, path) in cards::all() {
        let snapshot = cards::snapshot(&path, THEN);
        let all = |code: Code, containers: &[&str]| -> Vec<(String, Option<Code>)> {
            let each = containers.iter();
            each.map(|it| ((*it).to_owned(), Some(code))).collect()
        };
        let expected = match &name[..2] {
            "05" => all(Code::BadSignature, &["9A", "9E"]),
            "12" => all(Code::NotYetValid, &["9A", "9E"]),
            "13" => all(Code::Expired, &["9A", "9E"]),
            _ => Vec::new(),
        };
        assert_eq!(judged(&snapshot, fault), expected, "{name}");
    }
}

#[test]
fn only_the_revoked_card_is_revoked_and_no_content_signer_of_these() {
    for (name, path) in cards::all() {
        let told = judged(&cards::snapshot(&path, crate::NOW), standing);
        let revoked: Vec<&str> = told
            .iter()
            .filter(|it| it.1 == "revoked")
            .map(|it| it.0.as_str())
            .collect();
        let expected: &[&str] = if name.starts_with("24") {
            &["9A", "9E"]
        } else {
            &[]
        };
        assert_eq!(revoked, expected, "{name}: {told:?}");
        // One certificate signs everything on a card, and the lists at hand speak of it.
        let signers: Vec<_> = told.iter().filter(|it| it.0.contains("CHUID")).collect();
        assert_eq!(signers.len(), 1, "{name}: {told:?}");
        assert_eq!(signers[0].0, "CHUID and Security Object", "{name}");
        assert_eq!(signers[0].1, "good", "{name}");
    }
}

/// The content signers of all cards of the set, those too whose cards are not at hand: judged as that of a card.
#[test]
fn content_signers_are_judged_by_their_names() {
    let all: Vec<(String, Vec<u8>)> = cards::files("ca")
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            let der = input::read("ca", &bytes).certificates[0].der.to_vec();
            (name, der)
        })
        .filter(|it| it.0.contains("Signer"))
        .collect();
    let ders: Vec<Vec<u8>> = all.iter().map(|it| it.1.clone()).collect();
    let trust = cards::trust(&ders, crate::NOW);
    let known = Known::new(&trust);
    let question = Question {
        parameters: Parameters::at(crate::NOW),
        with_default: false,
        beside: &[],
        revocation: Some(&known),
        redacted: false,
    };
    let chains = Chains::judge_with_signers(&trust, &[], &ders, &question);
    let told: Vec<String> = all
        .iter()
        .map(|(name, der)| {
            let it = chains
                .of(&cac_doctor::pki::defaults::sha256(der))
                .expect("judged");
            let path = it
                .judgement
                .best()
                .unwrap_or_else(|| panic!("{name}: no path"));
            let fails = path.findings.iter().filter(|it| it.effect == Effect::Fails);
            let codes: Vec<&str> = fails.map(|it| it.code.as_str()).collect();
            let status = it.revocation.status.as_str();
            let short = name.trim_start_matches("ICAM_Test_Card_");
            format!("{short}: {}", [codes, vec![status]].concat().join(" "))
        })
        .filter(|it| !it.ends_with(": good"))
        .collect();
    // The revoked signer of the third generation is so by the laboratory's OCSP responder alone.
    let expected = [
        "PIV_Content_Signer_-_expired_gen1-2: expired good",
        "PIV_Content_Signer_Expiring_-_gold_gen3: expired good",
        "PIV_Revoked_Content_Signer_gen1-2: eku revoked",
    ];
    assert_eq!(told, expected, "of {}", all.len());
    assert_eq!(all.len(), 19);
}
