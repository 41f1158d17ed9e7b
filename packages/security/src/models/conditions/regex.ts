// Regex for policies in TypeScript.

import type { PolicyObjectDefinition } from '../model.ts'
import { patternFault, regexModel } from '../regex.ts'
import { type ArgumentReader, type BoundExpression, conditionsOf } from './object-conditions.ts'

/** The conditions of Regex. */
export interface RegexConditions {
  readonly definition: PolicyObjectDefinition
  /** Whether the pattern matches the whole text. Throws TypeError for what is no pattern. */
  readonly match: <M>(
    pattern: string,
    text: ArgumentReader<string, M>,
  ) => BoundExpression<boolean, M>
}

/**
 * Regular expressions of RE2, which take a time that is linear in the text (topic
 * `ssp_descr_security_models_regex`).
 *
 * `request(any, 'Log', Log.Write, regex().match('[a-z ]*', ({ message }) => message.line))`
 */
export function regex(): RegexConditions {
  const { definition, expression } = conditionsOf(regexModel)
  return Object.freeze<RegexConditions>({
    definition,
    match: (pattern, text) => {
      const fault = patternFault(pattern)
      if (fault !== undefined)
        throw new TypeError(`${JSON.stringify(pattern)} is no regular expression: ${fault}`)
      return expression('match', (context) => ({ text: text(context), pattern }))
    },
  })
}
