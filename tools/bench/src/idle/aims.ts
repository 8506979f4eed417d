/** What an installation may take while it idles, and how long its start may. */
export const AIMS = { allInOneMb: 350, serviceMb: 150, cpuPercent: 3, readySeconds: 5 } as const;
