import { reportResumes } from '../../feed/report-resumes.ts'

/** 10,000 resumes: {10, 100, 1,000, 10,000} events behind × {50, 500, 2,000}/s × SSE, WebSocket, webhook, Kafka, while changes go on. */
process.exit(await reportResumes({ behind: { 10: 7_200, 100: 2_160, 1_000: 540, 10_000: 120 }, atOnce: 12, least: 10_000 }))
