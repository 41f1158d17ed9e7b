// The code that a driver answered: the error of its method if there is one, else that of the call.

/** The code in an answer. */
export function codeOf(answer: { rc: unknown; error?: { rc: number } | undefined }): unknown {
  return answer.error?.rc ?? answer.rc
}
