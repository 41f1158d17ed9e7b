// What the initial program starts: the processes of a solution, in the order of an init.yaml. The
// kernel gives it to Einit as the declared file `init.json`.

/** The name of the file among those of Einit. */
export const initTableFile = 'init.json'

/** A connection of a process as a client. */
export interface InitConnection {
  /** The server process. */
  readonly target: string
  /** The name of the connection. */
  readonly id: string
}

/** A process. */
export interface InitEntity {
  /** Its class. */
  readonly name: string
  /** Its name. */
  readonly task: string
  /** Its image; the class if it is not said. */
  readonly path?: string
  readonly connections?: readonly InitConnection[]
  /** Arguments, without the name of the executable. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** EntityFlags; none if it is not said. */
  readonly flags?: number
}

/** The processes of a solution, in the order of an init.yaml: the last one is started first. */
export interface InitTable {
  readonly entities: readonly InitEntity[]
}

/** The bytes of a table: JSON, with escapes for all that is not ASCII. */
export function writeInitTable(table: InitTable): Uint8Array {
  const text = JSON.stringify(table)
  const escaped = text.replace(/[^\0-\x7f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  const bytes = new Uint8Array(escaped.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = escaped.charCodeAt(i)
  return bytes
}

/** The table in such bytes. Throws SyntaxError if they are no JSON. */
export function readInitTable(bytes: Uint8Array): InitTable {
  let text = ''
  for (const unit of bytes) text += String.fromCharCode(unit)
  return JSON.parse(text) as InitTable
}
