// Where a program waits: the lines of a captured stack that are the program's, and not kos' own.
// Stacks are text, and each engine has its own; what is not understood is left out.

/** Most lines of a program in a report. */
const maxPlaces = 4
/** Frames to capture: between the program and the scheduler lie some of kos' own. */
const maxFrames = 30

// A frame of kos itself: installed packages, or this repository's. `eval` is a wrapper of a system
// call, made as code; what lies nowhere (`(<anonymous>)`) is a function of the engine. A function
// of the program without a name has a place.
const own =
  /[/\\](?:@kos|packages)[/\\](?:thread|sync|ipc|notice|handles|libkos|kernel|testing)[/\\](?:src|dist)[/\\]|\beval at\b|\(<anonymous>\)|at <anonymous>$|node:internal/
const frame = /^\s*(?:at |\S*@)/

/** A captured stack. Its text is made when it is first read. */
export interface CapturedStack {
  readonly stack?: string
}

/** The stack of the caller, as its engine writes it. */
export function captureStack(): string | null {
  return captureFrames().stack ?? null
}

/**
 * The stack of the caller, without its text: mapping it by source maps costs milliseconds, the
 * frames alone microseconds (bench case `kernel/boot`).
 */
export function captureFrames(): CapturedStack {
  const engine = Error as { stackTraceLimit?: number }
  const limit = engine.stackTraceLimit
  if (limit !== undefined) engine.stackTraceLimit = maxFrames
  const frames = new Error('waits')
  if (limit !== undefined) engine.stackTraceLimit = limit
  return frames
}

/**
 * The places of the program in a stack, innermost first: `function (file:line:column)`, as the
 * engine writes them.
 */
export function programPlaces(stack: string | null): string[] {
  if (stack === null) return []
  const places = stack.split('\n').filter((line) => frame.test(line) && !own.test(line))
  return places.slice(0, maxPlaces).map((line) => line.trim().replace(/^at (?:async )?/, ''))
}
