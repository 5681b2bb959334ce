use super::ObjectProblem;
use crate::facts::Failure;

/// Objects that are not as they should be, gathered while reading.
#[derive(Default)]
pub(super) struct Problems {
    pub garbled: Vec<ObjectProblem>,
    pub unread: Vec<ObjectProblem>,
}

impl Problems {
    pub(super) fn garbled(&mut self, object: &str, problem: impl ToString) {
        self.garbled.push(ObjectProblem {
            object: object.to_owned(),
            problem: problem.to_string(),
        });
    }

    pub(super) fn unasked(&mut self, object: &str, because: &str) {
        self.unread.push(ObjectProblem {
            object: object.to_owned(),
            problem: because.to_owned(),
        });
    }

    pub(super) fn unread(&mut self, object: &str, failure: &Failure) {
        self.unread.push(ObjectProblem {
            object: object.to_owned(),
            problem: describe(failure),
        });
    }
}

/// `SCardConnect: SCARD_W_UNRESPONSIVE_CARD (…)`.
pub(super) fn describe(it: &Failure) -> String {
    let mut out = format!("{}: {}", it.call, it.name);
    if !it.causes.is_empty() {
        out.push_str(" (");
        out.push_str(&it.causes.join("; "));
        out.push(')');
    }
    out
}
