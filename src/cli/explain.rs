use super::args::{ExplainArgs, RulesArgs};
use super::problem::Problem;
use super::{output, safety, terminal};
use crate::report::{rule_book, text};

pub(super) fn rules(args: &RulesArgs) -> Result<u8, Problem> {
    let view = terminal::view(&args.view, false);
    let text = if args.safety {
        text::safety(&safety::commands(), view)
    } else {
        text::rules(view)
    };
    output::data(&text).map(|()| 0)
}

pub(super) fn explain(args: &ExplainArgs) -> Result<u8, Problem> {
    let view = terminal::view(&args.view, false);
    let rule = crate::rules::find(args.what.trim()).ok_or_else(|| Problem::NoSuchRule {
        wanted: args.what.clone(),
        near: rule_book::near(&args.what),
    })?;
    output::data(&rule_book::explain(rule, view)).map(|()| 0)
}
