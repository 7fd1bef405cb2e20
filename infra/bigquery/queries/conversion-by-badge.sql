-- Do results with a badge sell better? Apps echo a result's badges in `context.badges` of what follows on it.
-- A result counts once for each person, session and product; one without a badge is under `none`, one with two badges
-- under both. `displayed_but_scrolled` alone is a result that nothing came of.
-- Parameters: from, until (TIMESTAMP).
WITH results AS (
  SELECT
    user_id,
    session_id,
    product_id,
    COUNTIF(event_type = 'click_product') > 0 AS clicked,
    COUNTIF(event_type = 'add_to_cart') > 0 AS added,
    COUNTIF(event_type = 'purchase') > 0 AS bought
  FROM raw_user_actions_unique
  WHERE
    event_timestamp >= @from AND event_timestamp < @until
    AND product_id IS NOT NULL
    AND event_type IN ('displayed_but_scrolled', 'click_product', 'add_to_cart', 'purchase')
  GROUP BY user_id, session_id, product_id
),
badges AS (
  SELECT DISTINCT user_id, session_id, product_id, badge
  FROM raw_user_actions_unique CROSS JOIN UNNEST(JSON_VALUE_ARRAY(raw_event_data, '$.context.badges')) AS badge
  WHERE event_timestamp >= @from AND event_timestamp < @until AND product_id IS NOT NULL
)
SELECT
  COALESCE(badge, 'none') AS badge,
  COUNT(*) AS results,
  COUNTIF(clicked) / COUNT(*) AS click_rate,
  COUNTIF(added) / COUNT(*) AS add_rate,
  COUNTIF(bought) / COUNT(*) AS purchase_rate
FROM results LEFT JOIN badges USING (user_id, session_id, product_id)
GROUP BY badge
ORDER BY results DESC, badge
