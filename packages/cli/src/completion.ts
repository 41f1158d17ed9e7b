// `kos completion`: scripts that complete command lines in bash, zsh and fish.
//
// A script has the words of the commands as they are now; paths are completed by the shell. Words
// are names of commands and options, so that they need no quotes.

import type { Command } from 'commander'

/** The shells that there are scripts for. */
export const shells = ['bash', 'zsh', 'fish'] as const

/** One of them. */
export type Shell = (typeof shells)[number]

/** A command as completion knows it. */
interface Words {
  /** The words that lead to it: `policy matrix`; empty for `kos` itself. */
  readonly path: string
  readonly commands: readonly { readonly name: string; readonly description: string }[]
  readonly options: readonly Choice[]
  /** What its arguments may be, where that is known. */
  readonly args: readonly string[]
}

interface Choice {
  /** `--event`, `-o`. */
  readonly flags: readonly string[]
  readonly description: string
  /** What its value may be; empty for any, or for an option without value. */
  readonly values: readonly string[]
  readonly isValued: boolean
}

/** The script for a shell. */
export function completionScript(shell: Shell, program: Command): string {
  const all = wordsOf(program, '')
  if (shell === 'fish') return fishScript(all)
  return shell === 'zsh' ? zshScript(all) : bashScript(all)
}

function wordsOf(command: Command, path: string): readonly Words[] {
  const help = command.createHelp()
  const commands = help.visibleCommands(command).filter((each) => each.name() !== 'help')
  const options = help.visibleOptions(command).map((option) => ({
    flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    values: option.argChoices ?? [],
    isValued: option.required || option.optional,
  }))
  return [
    {
      path,
      commands: commands.map((each) => ({ name: each.name(), description: each.description() })),
      options,
      args: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    },
    ...commands.flatMap((each) =>
      wordsOf(each, path === '' ? each.name() : `${path} ${each.name()}`),
    ),
  ]
}

function flagsOf({ options }: Words): readonly string[] {
  return options.flatMap(({ flags }) => flags)
}

/** What follows the words before the cursor, for bash and zsh: fills the array `choices`. */
function choicesText(all: readonly Words[], before: string): string {
  const options = all.flatMap(({ path, options }) =>
    options
      .filter(({ isValued }) => isValued)
      .flatMap(({ flags, values }) =>
        flags.map((flag) => `    "${path} ${flag}") choices=(${values.join(' ')}) ;;`),
      ),
  )
  const words = all.map((each) => {
    const own = [...each.commands.map(({ name }) => name), ...each.args, ...flagsOf(each)]
    return `      "${each.path}") choices=(${own.join(' ')}) ;;`
  })
  const paths = all.map(({ path }) => `"${path}"`).filter((path) => path !== '""')
  // The command is found by walking over the words before the cursor.
  return `  local command="" word next
  local -a choices
  choices=()
  for word in ${before}; do
    next="\${command:+$command }$word"
    case "$next" in
      ${paths.join('|')}) command="$next" ;;
    esac
  done
  case "$command $previous" in
${options.join('\n')}
    *) case "$command" in
${words.join('\n')}
    esac ;;
  esac`
}

function bashScript(all: readonly Words[]): string {
  return `# Completion of kos for bash: eval "$(kos completion bash)"
_kos() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
${choicesText(all, '"${COMP_WORDS[@]:1:COMP_CWORD-1}"')}
  COMPREPLY=($(compgen -W "\${choices[*]}" -- "$current"))
}
complete -o default -F _kos kos
`
}

function zshScript(all: readonly Words[]): string {
  return `#compdef kos
# Completion of kos for zsh: eval "$(kos completion zsh)"
_kos() {
  local previous="\${words[CURRENT-1]}"
${choicesText(all, '"${(@)words[2,CURRENT-1]}"')}
  compadd -- $choices
  [[ -z "$command" || "\${words[CURRENT]}" == -* ]] || _files
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _kos kos
`
}

function fishScript(all: readonly Words[]): string {
  const lines = all.flatMap((each) => {
    const condition = conditionOf(each, all)
    return [
      ...each.commands.map(
        ({ name, description }) =>
          `complete -c kos ${condition} -f -a ${name} -d ${quoted(description)}`,
      ),
      ...each.args.map((arg) => `complete -c kos ${condition} -f -a ${arg}`),
      ...each.options.map((option) => `complete -c kos ${condition} ${fishOption(option)}`),
    ]
  })
  return `# Completion of kos for fish: kos completion fish | source\n${lines.join('\n')}\n`
}

function conditionOf({ path, commands }: Words, all: readonly Words[]): string {
  const [top, next] = path.split(' ') as [string, string | undefined]
  if (path === '') return '-n __fish_use_subcommand'
  if (next !== undefined)
    return `-n '__fish_seen_subcommand_from ${top}; and __fish_seen_subcommand_from ${next}'`
  // Words of commands below it end the part of this one; those of others do not count.
  const below = commands.map(({ name }) => name)
  const outside = all.find((each) => each.path === 'policy')?.commands.map(({ name }) => name) ?? []
  if (below.length > 0)
    return `-n '__fish_seen_subcommand_from ${top}; and not __fish_seen_subcommand_from ${below.join(' ')}'`
  return outside.includes(top)
    ? `-n '__fish_seen_subcommand_from ${top}; and not __fish_seen_subcommand_from policy'`
    : `-n '__fish_seen_subcommand_from ${top}'`
}

function fishOption({ flags, description, values, isValued }: Choice): string {
  const names = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  )
  const value = values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : isValued ? ' -r' : ''
  return `${names.join(' ')}${value} -d ${quoted(description)}`
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
