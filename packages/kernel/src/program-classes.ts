// The class names under which a kernel's policy knows each program: rules that name a program
// select the processes of these classes.

import type { Program } from '@kos/libkos'
import type { Programs } from './solution.ts'

/** The class names of each program: one program may stand under several. */
export type ProgramClasses = ReadonlyMap<object, readonly string[]>

/** The classes of all programs. */
export function classesOf(programs: Programs): ProgramClasses {
  const classes = new Map<object, readonly string[]>()
  for (const [name, program] of Object.entries(programs))
    if (program !== null) classes.set(program, [...(classes.get(program) ?? []), name])
  return classes
}

/** Whether a process of this class may run the program: rules that name the program select it. */
export function isClassOf(
  classes: ProgramClasses,
  program: Program | null,
  className: string,
): boolean {
  const known = program === null ? undefined : classes.get(program)
  return known === undefined || known.includes(className)
}

/** Throws TypeError if a process of this class must not run the program. */
export function checkClass(
  classes: ProgramClasses,
  program: Program | null,
  name: string,
  className: string,
): void {
  if (program === null || isClassOf(classes, program, className)) return
  throw new TypeError(
    `${name} is of class ${className}, but programs has its program as ` +
      `${classes.get(program)?.join(', ')}, and rules that name the program select only that; ` +
      `add ${className} to programs, or use one of these classes`,
  )
}
