//! `frazil completions`: scripts that complete commands, options and the names of models in shells.

use clap::builder::PossibleValuesParser;
use clap::{Args, Command, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::{Failure, print};
use crate::builtin::MODELS;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil completions bash > ~/.local/share/bash-completion/completions/frazil
  frazil completions zsh > ~/.zfunc/_frazil
  frazil completions fish > ~/.config/fish/completions/frazil.fish")]
pub(super) struct Arguments {
    /// The shell to complete in
    shell: Shell,
}

pub(super) fn main(arguments: &Arguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut command(), "frazil", &mut script);
    print(&String::from_utf8_lossy(&script))
}

/// The command line with the names of the built-in models as values wherever a model is wanted.
fn command() -> Command {
    let mut command = super::Arguments::command();
    let names = || PossibleValuesParser::new(MODELS.iter().map(|model| model.name));
    let takes_model = |command: &Command| command.get_arguments().any(|argument| argument.get_id() == "model");
    let wanted: Vec<String> =
        command.get_subcommands().filter(|c| takes_model(c)).map(|c| c.get_name().to_owned()).collect();
    for name in wanted {
        command = command.mut_subcommand(name, |c| c.mut_arg("model", |model| model.value_parser(names())));
    }
    command
}
