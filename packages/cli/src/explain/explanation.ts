// What `kos explain` answers: the thing, what it means, and what to do.

/** An explanation, as data; `formatExplanation` makes text of it. */
export interface ThingExplanation {
  /** `return code`, `diagnostic`, `denial`, and so on. */
  readonly kind: string
  /** The thing in one line: `rcTimeout (-2147483629): the time-out elapsed`. */
  readonly title: string
  /** Paragraphs that say what it means. */
  readonly meaning: readonly string[]
  /** Paragraphs that say what to do about it; empty where nothing is to be done. */
  readonly advice: readonly string[]
  /** Lines to show as they are: a rule to write, a signature. */
  readonly code?: readonly string[]
}

const columns = 80

/** An explanation for people, in lines of at most 80 columns but for code. */
export function formatExplanation(explanation: ThingExplanation): string {
  const { title, meaning, advice, code = [] } = explanation
  const parts = [wrapped(title)]
  if (code.length > 0) parts.push(code.map((line) => `  ${line}`).join('\n'))
  parts.push(...meaning.map((text) => wrapped(text)))
  if (advice.length > 0) parts.push(`What to do:\n${advice.map(item).join('\n')}`)
  return `${parts.join('\n\n')}\n`
}

function item(text: string): string {
  return `- ${wrapped(text, columns - 2).replaceAll('\n', '\n  ')}`
}

/** Text in lines of at most so many columns; a longer word has a line of its own. */
export function wrapped(text: string, width: number = columns): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}
