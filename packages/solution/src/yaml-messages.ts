// What the parser of YAML says, in the words of our diagnostics.

/** A message, and what to do about it. */
export interface YamlMessage {
  readonly text: string
  readonly hint?: string
}

const messages: Readonly<Record<string, YamlMessage>> = {
  TAB_AS_INDENT: { text: 'lines are indented by spaces, not by tabs', hint: 'put spaces here' },
  MULTIPLE_DOCS: {
    text: 'a second document begins here',
    hint: 'a file has one: remove the line ---',
  },
  DUPLICATE_KEY: { text: 'this key is there already' },
  BAD_INDENT: {
    text: 'this line is indented wrongly',
    hint: 'items of one list, and keys of one dictionary, begin in one column',
  },
}

/** A message of the parser by its code; that of the parser itself for others. */
export function yamlMessage(code: string, message: string): YamlMessage {
  const known = messages[code]
  if (known !== undefined && !message.startsWith('Flow')) return known
  return { text: message.slice(0, 1).toLowerCase() + message.slice(1) }
}
