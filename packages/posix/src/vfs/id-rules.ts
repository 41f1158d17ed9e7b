// The rules by which ids change, by their numbers in messages (VfsSession.idl).

import type { IdRule } from '../fs/identity.ts'

/** By number. */
export const idRules: readonly IdRule[] = ['setuid', 'seteuid', 'setgid', 'setegid']
