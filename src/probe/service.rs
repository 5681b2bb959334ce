use super::os;
use super::pcsc::Surroundings;
use crate::facts::{Failure, Library, Observed, Pii, Process};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind, Users};

/// Looks at the system's PC/SC service from outside.
pub(super) fn surroundings(answers: bool) -> Surroundings {
    let library = match os::library() {
        Ok(name) => Observed::Seen(Library {
            name: name.to_owned(),
        }),
        Err(error) => Observed::Failed(
            Failure::new("dlopen", "library not loaded", None).because(error.to_owned()),
        ),
    };
    if answers {
        return Surroundings::of_an_answering(library);
    }
    Surroundings {
        library,
        socket: os::socket(),
        process: process(),
        program: os::program(),
    }
}

/// The running pcscd, if any.
fn process() -> Observed<Process> {
    let mut system = match System::new() {
        Ok(it) => it,
        Err(error) => {
            return Observed::Failed(
                Failure::new("listing processes", "error", None).because(error.to_string()),
            );
        }
    };
    system.refresh_processes_specifics(
        ProcessesToUpdate::All,
        true,
        ProcessRefreshKind::nothing().with_user(UpdateKind::OnlyIfNotSet),
    );
    let found = system
        .processes_by_exact_name("pcscd".as_ref())
        .find(|it| it.thread_kind().is_none());
    found.map_or(Observed::Absent, |it| {
        let user = it.user_id().and_then(|id| {
            let users = Users::new_with_refreshed_list().ok()?;
            users
                .get_user_by_id(id)
                .map(|user| Pii(user.name().to_owned()))
        });
        Observed::Seen(Process {
            pid: it.pid().as_u32(),
            name: it.name().to_string_lossy().into_owned(),
            user,
        })
    })
}
