-- Do people do more of their tasks as Butler comes to know them? Of tasks that they said something of, by the phase of
-- learning that the plan was made in.
-- Parameters: from, until (TIMESTAMP).
SELECT
  phase,
  COUNT(DISTINCT user_id) AS people,
  COUNT(*) AS answered,
  COUNTIF(completed) AS completed,
  COUNTIF(completed) / COUNT(*) AS completion_rate
FROM task_feedback_unique
WHERE created_at >= @from AND created_at < @until
GROUP BY phase
ORDER BY phase
