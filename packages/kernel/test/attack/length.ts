// How long an attack is, and from which seed it begins. Without variables it takes seconds and is
// the same each time. The long form: `KOS_ATTACK_CALLS=10000000 KOS_ATTACK_SEED=7`.

/** System calls or functions of `kos` that one run on one kernel makes. */
export const callsPerRun = 2_000

/** Calls of the long form; null in the short form. */
const longCalls = numberOf('KOS_ATTACK_CALLS')

/** True in the long form. */
export const isLong: boolean = longCalls !== null

/** The seed of the first run; the others follow. */
export const firstSeed: number = numberOf('KOS_ATTACK_SEED') ?? 1

/** The runs of one test: as many as `calls` take, or as the long form asks for. */
export function runsOf(calls: number): number {
  return Math.ceil((longCalls ?? calls) / callsPerRun)
}

/** Rounds of a loop: `short`, or in the long form one in a hundred of its calls. */
export function roundsOf(short: number): number {
  return longCalls === null ? short : Math.max(short, Math.ceil(longCalls / 100))
}

/** How long a test may take, in milliseconds: a short form that needs this is stuck. */
export const timeLimit: number = isLong ? 24 * 3_600_000 : 120_000

function numberOf(name: string): number | null {
  const text = process.env[name]
  if (text === undefined || text === '') return null
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`${name} is ${text}`)
  return number
}
