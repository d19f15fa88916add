/**
 * The keys of a cluster's authority, API server and administrator: two primes each. They are the same in every sandbox, because making RSA
 * keys takes a fifth of a second each and nobody should wait for that at the start; the certificates are the sandbox's own. They protect
 * nothing: a server on real sockets makes keys of its own.
 */
export const PRIMES = {
  authority: [
    "05oy8llcduzJVpv2EwLU3VLHn3qL3DH7cnBCvo8Gk4ybGSraAIYUdHFAjDOY1clVxXJ7XxjXKu5yWGTDqkZ2ymlzwxyvGU0F77l2xnJa59sxGc3OpV8h2MtJNes4+q4/x0/B+eAMpiddb9C0qR7DXqjTiC4dpEl6auM4Gn2axZs=",
    "z9d1vQHc5mWOiCR3tSvKi24VXtZ4oBoCCt7ozqgjk5oMTmlzi5xa0DE0dbSnwAPwI5qTlC3dBPwikUcIhEc46hMF7r20DrnUfYW1bTGGmgvP2YrQ/FAsbGcBL1urqp4FftzbolxT8QI3XLBu3boWVMYdh5Qa7ecldGdFmG5aL7U=",
  ],
  apiServer: [
    "8sacyNpzespGD4qTAVYfWbKz0BY/V/O02jwTzliZMauOh1dusIXkT70srYsFCib0W8BJG96eKnY9ElnSw/xvkOVQaM3HdSJu7uH1CPycEW46V3yhd0Rj8v0u5HHdlDwsl4YQwDXmiiZo8fd0BYZ+6qiKAx55/Ari/qFrdrZKYTk=",
    "4iHOyu7ZG18wIxYaFMu0CfF7StQ9GjJ160M9fqK99kK54G0NCdbosy7siwNCq3Hn5jdJynHajMGayenOgbRKPoWb/I3SN/DIanEjq15D6vXdZ3lAS+rytrajdAaDGKKQ6VdcaYGElR/svoaPO+RCBmeSlcQ8OcFH8JAEBv2lV8k=",
  ],
  administrator: [
    "9oyJW+SDlBOIGb078D6qAZbKpvC9SmCG9spHUfCysecWYeFWRUR4KPwlTLSLGOcuM0zir66oW3Un+q2EvOdBY16QmOAPCXJVFEwT+7f66nM6+xHoy8a/mOl6Oan1aii7Te9a+jTbCWqnnE3c0EecOiY021xVjmxJuhoT1jO+snU=",
    "vQKj8Hr81LNl0u3w8OUn2XeYDS0XE5F+TL5GmSxGFWDLRM3SXdHGDRIad0EZkaoTLhM+gxY1Z7A0lgdHXOU0CPebYhXYN68keP23yKEN0hJ1DDvGsACunvtO4X9Z0SDnuOv3fc6nSS3iDu6FNqlyovy+QZqhrkWh/px1+FsDEt8=",
  ],
} as const;
