// What the parser of YAML says, in the words of our diagnostics.

/** A message, and what to do about it. */
export interface YamlMessage {
  readonly text: string
  readonly hint?: string
}

const indented: YamlMessage = {
  text: 'this line is indented wrongly',
  hint: 'items of one list, and keys of one dictionary, begin in one column',
}

const messages: readonly (readonly [RegExp, YamlMessage])[] = [
  [/^Tabs are not/, { text: 'lines are indented by spaces, not by tabs', hint: 'put spaces here' }],
  [/multiple documents/, { text: 'a second document begins here', hint: 'a file has one only' }],
  [/keys must be unique/, { text: 'this key is there already' }],
  [/^Missing closing/, { text: 'a text in quotes is not closed before this' }],
  [
    /must be sufficiently indented and end with a ([\]}])/,
    { text: 'a list or dictionary in brackets is not closed before this' },
  ],
  [
    /^Sequence item without|^All .* items must start at|^Implicit keys need|^Unexpected .* at node end/,
    indented,
  ],
  [
    /^Nested mappings are not allowed/,
    {
      text: 'there is another key in this value, behind it or in the line below',
      hint: 'keys of one dictionary begin in one column; a text with ": " in it is written in quotes',
    },
  ],
  [/^Plain value cannot start with/, { text: 'a text that begins so is written in quotes' }],
  [/^Unresolved tag/, { text: 'tags mean nothing here', hint: 'remove the word after !' }],
]

/** A message of the parser; its own where there is no better. */
export function yamlMessage(message: string): YamlMessage {
  const known = messages.find(([pattern]) => pattern.test(message))
  return known?.[1] ?? { text: message.slice(0, 1).toLowerCase() + message.slice(1) }
}
