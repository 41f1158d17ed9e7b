// What an attack found: sentences, one for each way in which the kernel broke its word. None is
// what every test of an attack expects.

/** Most findings of a run that are kept. */
const maxFindings = 10

/** Faults of the kernel. */
export class Findings {
  readonly #found: string[] = []

  add(text: string): void {
    if (this.#found.length < maxFindings && !this.#found.includes(text)) this.#found.push(text)
  }

  addAll(texts: readonly string[]): void {
    for (const text of texts) this.add(text)
  }

  get all(): readonly string[] {
    return this.#found
  }
}

/** Errors that no one caught, while it lives: they are findings. */
export function catchEscapes(findings: Findings): Disposable {
  const unhandled = (reason: unknown): void => findings.add(`nobody caught ${textOf(reason)}`)
  process.on('unhandledRejection', unhandled)
  process.on('uncaughtException', unhandled)
  return {
    [Symbol.dispose]() {
      process.off('unhandledRejection', unhandled)
      process.off('uncaughtException', unhandled)
    },
  }
}

function textOf(reason: unknown): string {
  try {
    return reason instanceof Error ? String(reason.stack) : String(reason)
  } catch {
    return typeof reason
  }
}
