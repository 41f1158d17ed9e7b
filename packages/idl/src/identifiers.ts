// Names of IDL that mean something else in TypeScript get an underscore behind them.

/** Words that cannot name a variable in a module. */
export const reservedWords: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super switch ' +
    'this throw true try typeof undefined var void while with yield'
  ).split(' '),
)

/** What a call answers beside the out parameters. */
export const resultNames: ReadonlySet<string> = /* @__PURE__ */ new Set(['rc', 'error'])

/** `name`, with as many underscores behind it as make it differ from all that `isTaken`. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name
  while (isTaken(free)) free += '_'
  return free
}
