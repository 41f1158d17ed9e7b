// What was thrown, as text. It may be anything, even a value that throws when it is looked at.

/** Message and stack of a value that was thrown. Never throws. */
export function describeThrown(error: unknown): {
  readonly message: string
  readonly stack: string
} {
  try {
    if (!(error instanceof Error)) return { message: String(error), stack: '' }
    const { name, message, stack }: { readonly [K in 'name' | 'message' | 'stack']?: unknown } =
      error
    return { message: String(message || name), stack: typeof stack === 'string' ? stack : '' }
  } catch {
    return { message: 'something was thrown that cannot be shown', stack: '' }
  }
}
