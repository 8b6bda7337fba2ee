import { reportResumes } from '../report-resumes.ts'

/** 200 resumes: {10, 100, 1,000, 10,000} events behind × {50, 500, 2,000}/s × SSE, WebSocket, webhook, Kafka, while changes go on. */
process.exit(await reportResumes({ behind: { 10: 120, 100: 48, 1_000: 24, 10_000: 12 }, atOnce: 8, least: 200 }))
