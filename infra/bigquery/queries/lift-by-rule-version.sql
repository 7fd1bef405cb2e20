-- What is personalization worth under each version of the rules? Apps tell in `context.personalized` whether the results
-- that an event follows on were personalized (`personalizationApplied` of the search).
-- A result counts once for each person, session and product, and converts when it is put into the cart or bought.
-- `lift` compares the conversion of personalized results with that of the others; nothing where either is missing.
-- Parameters: from, until (TIMESTAMP).
WITH results AS (
  SELECT
    JSON_VALUE(raw_event_data, '$.rulesVersion') AS rules_version,
    JSON_VALUE(raw_event_data, '$.context.personalized') = 'true' AS personalized,
    user_id,
    session_id,
    product_id,
    MIN(SAFE_CAST(JSON_VALUE(raw_event_data, '$.position') AS INT64)) AS position,
    COUNTIF(event_type IN ('add_to_cart', 'purchase')) > 0 AS converted
  FROM raw_user_actions_unique
  WHERE
    event_timestamp >= @from AND event_timestamp < @until
    AND product_id IS NOT NULL
    AND event_type IN ('displayed_but_scrolled', 'click_product', 'add_to_cart', 'purchase')
    AND JSON_VALUE(raw_event_data, '$.context.personalized') IN ('true', 'false')
  GROUP BY rules_version, personalized, user_id, session_id, product_id
)
SELECT
  rules_version,
  COUNT(DISTINCT user_id) AS people,
  COUNTIF(personalized) AS personalized_results,
  COUNTIF(NOT personalized) AS other_results,
  AVG(IF(personalized, IF(converted, 1, 0), NULL)) AS personalized_conversion,
  AVG(IF(personalized, NULL, IF(converted, 1, 0))) AS other_conversion,
  SAFE_DIVIDE(
    AVG(IF(personalized, IF(converted, 1, 0), NULL)),
    AVG(IF(personalized, NULL, IF(converted, 1, 0)))
  ) - 1 AS lift,
  AVG(IF(personalized AND converted, position, NULL)) AS personalized_position,
  AVG(IF(NOT personalized AND converted, position, NULL)) AS other_position
FROM results
GROUP BY rules_version
ORDER BY rules_version
