/** The text of the module. */
export function resourcesModule(): string
