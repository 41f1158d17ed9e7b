// What every `kos` has, whatever services its kernel has.

import { processContract } from '../abi/contracts.ts'
import type { Library } from './sys.ts'

/** What every program is given. */
export interface Context {
  /** Name of the process, unique in its kernel. */
  readonly name: string
  /** Arguments; the name of the program is not among them. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Declared input: bytes by name. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Writes a line to the kernel's output: the values, separated by spaces. */
  readonly log: (...values: readonly unknown[]) => void
}

/** The library of every kernel. */
export const contextLibrary: Library<Context> = {
  name: (sys) => sys.info.name,
  args: (sys) => sys.info.args,
  env: (sys) => sys.info.env,
  files: (sys) => sys.info.files,
  log: (sys) => {
    const log = sys.call(processContract.calls.Log)
    return (...values) => void log(values.map(String).join(' '))
  },
}
