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
    },
    ...commands.flatMap((each) =>
      wordsOf(each, path === '' ? each.name() : `${path} ${each.name()}`),
    ),
  ]
}

function flagsOf({ options }: Words): readonly string[] {
  return options.flatMap(({ flags }) => flags)
}

// The command that is completed is found by walking over the words before the cursor.
function bashScript(all: readonly Words[]): string {
  const values = all.flatMap(({ path, options }) =>
    options
      .filter((option) => option.values.length > 0)
      .flatMap(({ flags, values }) =>
        flags.map((flag) => `    "${path} ${flag}") words="${values.join(' ')}" ;;`),
      ),
  )
  const valued = all.flatMap(({ path, options }) =>
    options
      .filter(({ isValued, values }) => isValued && values.length === 0)
      .flatMap(({ flags }) => flags.map((flag) => `"${path} ${flag}"`)),
  )
  const words = all.map((each) => {
    const own = [...each.commands.map(({ name }) => name), ...flagsOf(each)]
    return `      "${each.path}") words="${own.join(' ')}" ;;`
  })
  const paths = all.map(({ path }) => `"${path}"`).filter((path) => path !== '""')
  return `# Completion of kos for bash: eval "$(kos completion bash)"
_kos() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  local path="" words="" word next
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in
      ${paths.join('|')}) path="$next" ;;
    esac
  done
  case "$path $prev" in
${values.join('\n')}
    ${valued.join('|')}) ;;
    *) case "$path" in
${words.join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _kos kos
`
}

// zsh runs the function of bash by its own emulation.
function zshScript(all: readonly Words[]): string {
  const script = bashScript(all).split('\n').slice(1).join('\n')
  return `# Completion of kos for zsh: eval "$(kos completion zsh)"
autoload -Uz compinit bashcompinit
(( $+functions[compdef] )) || compinit
bashcompinit
${script}`
}

function fishScript(all: readonly Words[]): string {
  const lines = all.flatMap((each) => {
    const condition = conditionOf(each, all)
    return [
      ...each.commands.map(
        ({ name, description }) =>
          `complete -c kos ${condition} -f -a ${name} -d ${quoted(description)}`,
      ),
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
